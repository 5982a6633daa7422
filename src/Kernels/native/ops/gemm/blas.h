// The BLAS functions that libtorch calls.
#pragma once

namespace workbench::gemm {

// Matrices are column-major. Integers have 32 bits (LP64).
using Sgemm = void(const char* a_transposed, const char* b_transposed, const int* m, const int* n, const int* k, const float* alpha,
                   const float* a, const int* a_leading, const float* b, const int* b_leading, const float* beta, float* c,
                   const int* c_leading);
using Sgemv = void(const char* transposed, const int* m, const int* n, const float* alpha, const float* a, const int* a_leading,
                   const float* x, const int* x_step, const float* beta, float* y, const int* y_step);
using Sdot = float(const int* n, const float* x, const int* x_step, const float* y, const int* y_step);
// Groups of products with equal shapes; matrix pointers are listed group by group. Layouts and transposes use CBLAS's constants.
using SgemmBatch = void(int layout, const int* a_transposed, const int* b_transposed, const int* m, const int* n, const int* k,
                        const float* alpha, const float** a, const int* a_leading, const float** b, const int* b_leading,
                        const float* beta, float** c, const int* c_leading, int groups, const int* group_size);

}  // namespace workbench::gemm
