// What stands between the two products of a feed-forward network: f(x + bias), or f(a + bias) (b + bias) of the halves a, b of a row.
#pragma once
#include "isa.h"
#include "reference.h"
#include "rows.h"

namespace workbench::feedforward {

// Rows [begin, end) of width `inner`, or 2 inner where gated: y [rows, inner]. bias [width] or null.
WORKBENCH_SIMD(void, forward, (Function function, bool gated, const Rows& x, const float* bias, long inner, long begin, long end, float* y))

// The gradient of x [rows, width] from that of y; bias_gradient [width], if it is given, is added to.
WORKBENCH_SIMD(void, backward,
               (Function function, bool gated, const Rows& y_gradient, const Rows& x, const float* bias, long inner, long begin, long end,
                float* x_gradient, float* bias_gradient))

}  // namespace workbench::feedforward
