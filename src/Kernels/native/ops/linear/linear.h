// Inner kernel of linear.cpp.
#pragma once
#include "isa.h"

namespace workbench::linear {

// sums[j] += element j of every row, in row order.
WORKBENCH_SIMD(void, add_rows, (const float* from, long rows, long width, float* sums))

}  // namespace workbench::linear
