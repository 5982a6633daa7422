// One sequence of causal linear attention, as its raw memory: R query heads that share keys and values.
//   num_t = sum over s <= t of exp(u_t + w_s) (q_t . k_s) v_s + exp(u_t - before) q_t S
//   den_t = sum over s <= t of exp(u_t + w_s) (p_t . r_s)     + exp(u_t - before) p_t . z
//   out_t = num_t / max(den_t, floor)
// (p, r) are the features of the denominator: (q, k) where none are given.
#pragma once
#include "isa.h"

namespace workbench::linear_attention {

constexpr long Pad = 16;              // rows of scratch and of states are padded to this, on every instruction set
constexpr long BackwardChunk = 64;
constexpr long MaximumChunk = 128;

static inline long padded(long n) { return (n + Pad - 1) / Pad * Pad; }

// Element (head, token, column) is data[head * head_stride + token * row + column].
struct View {
    float* data = nullptr;
    long row = 0, head = 0;
};

struct Line {
    float* data = nullptr;
    long step = 0;
};

struct Sequence {
    long tokens, heads, features, width, totals;  // T, R, F, K, D; D = F where the denominator has no features of its own
    long chunk;
    bool elu;        // q and k come as they are, and elu(x) + 1 is taken here
    bool divides;    // false: out_t = num_t
    bool weighted;   // u and w are given
    float floor, before;
    View q, k, v, out, total;  // total: den before the floor, one column; may be absent
    View p, r;                 // absent: q and k
    Line u, w;
    // Gradients; in backward only. Those of p, r, u, w where these are.
    View d_out, d_q, d_k, d_v, d_p, d_r;
    Line d_u, d_w;
};

// A state: S [padded F, padded K], then z [padded D]. Of a reverse state: R^T [padded K, padded F], then y.
static inline long sums_size(const Sequence& s) { return padded(s.features) * padded(s.width); }
static inline long state_size(const Sequence& s) { return sums_size(s) + padded(s.totals); }

// Tokens [begin, end). The state is that before `begin` and becomes that after `end - 1`; empty: it is all zeros and not read; carries:
// whether it is wanted afterwards. scratch: as many floats as forward_scratch says.
WORKBENCH_SIMD(void, forward, (const Sequence& s, long begin, long end, float* state, bool empty, bool carries, float* scratch))
WORKBENCH_SIMD(long, forward_scratch, (const Sequence& s))

// The state alone.
WORKBENCH_SIMD(void, gather, (const Sequence& s, long begin, long end, float* state, bool empty, float* scratch))

// One token: `before` is the state that is read (null: zeros), `after` the one that is written. Rows of both are K apart, z follows.
WORKBENCH_SIMD(void, step, (const Sequence& s, const float* sums, const float* normaliser, float* new_sums, float* new_normaliser, float* scratch))

// Gradients of tokens [begin, end). `state` is that before `begin` (null: zeros). `reverse` is the gradient with respect to the state after
// `end - 1` (ended: it is all zeros and not read), and becomes that with respect to the state before `begin` where it is wanted.
WORKBENCH_SIMD(void, backward,
               (const Sequence& s, long begin, long end, const float* state, float* reverse, bool ended, bool carries, float* scratch))
WORKBENCH_SIMD(long, backward_scratch, (const Sequence& s, long tokens))

// `reverse` alone.
WORKBENCH_SIMD(void, gather_reverse, (const Sequence& s, long begin, long end, float* reverse, bool ended, float* scratch))

}  // namespace workbench::linear_attention
