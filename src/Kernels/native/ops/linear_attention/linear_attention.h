// Raw memory of one sequence of causal linear attention: R query heads that share keys and values.
//   num_t = sum over s <= t of exp(u_t + w_s) (q_t . k_s) v_s + exp(u_t - before) q_t S
//   den_t = sum over s <= t of exp(u_t + w_s) (p_t . r_s)     + exp(u_t - before) p_t . z
//   out_t = num_t / max(den_t, floor)
// (p, r) are the features of the denominator; (q, k) by default.
#pragma once
#include "isa.h"

namespace workbench::linear_attention {

constexpr long Pad = 16;              // rows of scratch and of states are padded to a multiple of this on every instruction set
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
    long tokens, heads, features, width, totals;  // T, R, F, K, D; D = F if the denominator has no separate features
    long chunk;
    bool elu;        // apply elu(x) + 1 to q and k
    bool divides;    // false: out_t = num_t
    bool weighted;   // u and w are present
    float floor, before;
    View q, k, v, out, total;  // total: den before applying the floor, one column; may be absent
    View p, r;                 // absent: q and k
    Line u, w;
    // Gradients, in backward only; those of p, r, u, w only if these are present.
    View d_out, d_q, d_k, d_v, d_p, d_r;
    Line d_u, d_w;
};

// Layout of a state: S [padded F, padded K], then z [padded D]. Layout of a reverse state: R^T [padded K, padded F], then y.
static inline long sums_size(const Sequence& s) { return padded(s.features) * padded(s.width); }
static inline long state_size(const Sequence& s) { return sums_size(s) + padded(s.totals); }

// Processes tokens [begin, end). The state before `begin` is replaced by the state after `end - 1`. empty: the state is zero and not read;
// carries: whether the new state is needed. scratch: forward_scratch floats.
WORKBENCH_SIMD(void, forward, (const Sequence& s, long begin, long end, float* state, bool empty, bool carries, float* scratch))
WORKBENCH_SIMD(long, forward_scratch, (const Sequence& s))

// Computes only the state.
WORKBENCH_SIMD(void, gather, (const Sequence& s, long begin, long end, float* state, bool empty, float* scratch))

// Processes one token: reads the state in sums and normaliser (null: zeros), and writes the new one. Rows of both are K apart.
WORKBENCH_SIMD(void, step, (const Sequence& s, const float* sums, const float* normaliser, float* new_sums, float* new_normaliser, float* scratch))

// Gradients of tokens [begin, end). `state` is the state before `begin` (null: zeros). `reverse` is the gradient with respect to the state
// after `end - 1` (ended: it is zero and not read); if carries, it is replaced by the gradient with respect to the state before `begin`.
WORKBENCH_SIMD(void, backward,
               (const Sequence& s, long begin, long end, const float* state, float* reverse, bool ended, bool carries, float* scratch))
WORKBENCH_SIMD(long, backward_scratch, (const Sequence& s, long tokens))

// Computes only `reverse`.
WORKBENCH_SIMD(void, gather_reverse, (const Sequence& s, long begin, long end, float* reverse, bool ended, float* scratch))

}  // namespace workbench::linear_attention
