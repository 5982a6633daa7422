// What is done to a tile of a product while it is still in the cache.
#pragma once
#include "isa.h"

namespace workbench::gemm {

// c[i][j] += beta * row[j]
WORKBENCH_SIMD(void, add_row, (const float* row, float beta, float* c, long c_leading, long m, long n))

}  // namespace workbench::gemm
