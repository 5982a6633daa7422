// Raw memory of one sequence of the delta rule, or of some of its value columns: R query heads that share keys and values.
//   d_t = v_t - k_t S,  S = S + beta_t k_t d_t^T,  out_t = q_t S
// The columns of v are independent given the keys.
#pragma once
#include "linear_attention.h"

namespace workbench::linear_attention {

struct Rule {
    long tokens, heads, features, width, chunk;  // T, R, F, the columns of this task, C
    View q, k, v, out;
    Line beta;
    View d_out, d_q, d_k, d_v;  // in backward only
    Line d_beta;
};

static inline long rule_state_size(const Rule& s) { return padded(s.features) * padded(s.width); }  // S [padded F, padded columns]

// As in linear_attention.h.
WORKBENCH_SIMD(void, delta_forward, (const Rule& s, long begin, long end, float* state, bool empty, bool carries, float* scratch))
WORKBENCH_SIMD(long, delta_forward_scratch, (const Rule& s))

// `reverse` [padded F, padded columns] is the gradient with respect to the state.
WORKBENCH_SIMD(void, delta_backward,
               (const Rule& s, long begin, long end, const float* state, float* reverse, bool ended, bool carries, float* scratch))
WORKBENCH_SIMD(long, delta_backward_scratch, (const Rule& s, long tokens))

}  // namespace workbench::linear_attention
