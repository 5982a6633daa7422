// Products whose factors are rounded to bfloat16, with float32 sums.
#pragma once
#include "product.h"

namespace workbench::gemm {

// The part of such a product that a single thread computes; a and b as they are in memory, in float32. Needs units for bfloat16 (isa.h).
void bf16_alone(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, const float* added, float* c,
                long c_leading);

// Whether such a product has so few rows that it is computed without packing, by `bf16_few_rows`, on any processor.
bool bf16_has_few_rows(long m, const Matrix& a, const Matrix& b);
void bf16_few_rows(long m, long n, long k, const Matrix& a, const Matrix& b, float beta, const float* added, float* c, long c_leading);

// The nearest bfloat16 number, ties to even; NaN stays NaN.
float to_bf16(float x);

}  // namespace workbench::gemm
