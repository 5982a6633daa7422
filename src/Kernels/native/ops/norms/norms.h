// LayerNorm, RMSNorm and ScaleNorm of rows, of a sum of rows where a branch is given. Parameters: reference.h.
#pragma once
#include "isa.h"
#include "reference.h"
#include "rows.h"

namespace workbench::norms {

// What backward needs of a row: the inverse deviation; for LayerNorm before it the mean and what its rounding left over.
inline constexpr long statistics_of(bool centred) { return centred ? 3 : 1; }

// For the rows [begin, end): s = x + branch (x without one), to `sum` if it is given; y = norm(s); statistics [rows, statistics_of].
WORKBENCH_SIMD(void, forward,
               (const Parameters& p, const Rows& x, const Rows& branch, long begin, long end, float* sum, float* y, float* statistics))

// The gradient of s (so of x and of branch) from those of y and, where given, of the sum. weight_gradient [width] or [1] and bias_gradient
// [width] are added to; both are given or neither, bias_gradient for LayerNorm only.
WORKBENCH_SIMD(void, backward,
               (const Parameters& p, const Rows& x, const Rows& branch, const Rows& y_gradient, const Rows& sum_gradient,
                const float* statistics, long begin, long end, float* s_gradient, float* weight_gradient, float* bias_gradient))

}  // namespace workbench::norms
