// LayerNorm, RMSNorm and ScaleNorm of rows, optionally of x + branch. Parameters: reference.h.
#pragma once
#include "isa.h"
#include "reference.h"
#include "rows.h"

namespace workbench::norms {

// Number of statistics per row for backward: the inverse deviation; for LayerNorm preceded by the mean and its rounding error.
inline constexpr long statistics_of(bool centred) { return centred ? 3 : 1; }

// For rows [begin, end): s = x + branch (or x), written to `sum` if not null; y = norm(s); statistics [rows, statistics_of].
WORKBENCH_SIMD(void, forward,
               (const Parameters& p, const Rows& x, const Rows& branch, long begin, long end, float* sum, float* y, float* statistics))

// Computes the gradient of s (hence of x and branch) from the gradients of y and, if present, of the sum. Adds to weight_gradient [width]
// or [1] and bias_gradient [width]; both are null or neither, but bias_gradient is for LayerNorm only.
WORKBENCH_SIMD(void, backward,
               (const Parameters& p, const Rows& x, const Rows& branch, const Rows& y_gradient, const Rows& sum_gradient,
                const float* statistics, long begin, long end, float* s_gradient, float* weight_gradient, float* bias_gradient))

}  // namespace workbench::norms
