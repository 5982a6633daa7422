// The inner part of linear.cpp.
#pragma once
#include "isa.h"

namespace workbench::linear {

// sums[j] += every row's number j, row after row.
WORKBENCH_SIMD(void, add_rows, (const float* from, long rows, long width, float* sums))

}  // namespace workbench::linear
