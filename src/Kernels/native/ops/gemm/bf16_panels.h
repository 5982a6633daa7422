// Inner kernels of a product whose factors are rounded to bfloat16: packing with the conversion, and tiles with float32 accumulation. Only
// the avx512 variant exists; bf16_units() says whether the processor has its instructions.
#pragma once
#include <stdint.h>

#include "isa.h"
#include "product.h"

namespace workbench::gemm {

// Two consecutive terms of the sum over k, as two bfloat16 numbers. An odd depth is padded with zeros.
using Pair = uint32_t;

WORKBENCH_SIMD(long, bf16_left_size, (long rows, long depth))
WORKBENCH_SIMD(long, bf16_right_size, (long columns, long depth))

// As pack_left and pack_right in panels.h.
WORKBENCH_SIMD(void, bf16_pack_left, (const Matrix& a, long row, long rows, long p, long depth, Pair* to))
WORKBENCH_SIMD(void, bf16_pack_right, (const Matrix& b, long column, long columns, long p, long depth, Pair* to))

// As multiply in panels.h. `transposed` is that of the left factor: its panels have another layout then.
WORKBENCH_SIMD(void, bf16_multiply,
               (const Pair* left, bool transposed, const Pair* right, long rows, long columns, long depth, float alpha, float beta,
                const float* added, float* c, long c_leading))

}  // namespace workbench::gemm
