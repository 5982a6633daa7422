// Bias and activation of a feed-forward network: f(x + bias), or gated f(a + bias) (b + bias) of the halves a, b of a row.
#pragma once
#include "isa.h"
#include "reference.h"
#include "rows.h"

namespace workbench::feedforward {

// Processes rows [begin, end) of width `inner` (gated: 2 inner) to y [rows, inner]. bias [width] or null.
WORKBENCH_SIMD(void, forward, (Function function, bool gated, const Rows& x, const float* bias, long inner, long begin, long end, float* y))

// Computes the gradient of x [rows, width] from that of y, and adds to bias_gradient [width] if not null. Writes y [rows, inner] again, with the
// bits of forward, if not null.
WORKBENCH_SIMD(void, backward,
               (Function function, bool gated, const Rows& y_gradient, const Rows& x, const float* bias, long inner, long begin, long end,
                float* x_gradient, float* bias_gradient, float* y))

}  // namespace workbench::feedforward
