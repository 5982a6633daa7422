// BLAS functions as libtorch calls them, and the way to put others in their place.
#pragma once

namespace workbench::gemm {

// Matrices lie by columns. Integers are 32 bits (LP64).
using Sgemm = void(const char* a_transposed, const char* b_transposed, const int* m, const int* n, const int* k, const float* alpha,
                   const float* a, const int* a_leading, const float* b, const int* b_leading, const float* beta, float* c,
                   const int* c_leading);
using Sgemv = void(const char* transposed, const int* m, const int* n, const float* alpha, const float* a, const int* a_leading,
                   const float* x, const int* x_step, const float* beta, float* y, const int* y_step);
using Sdot = float(const int* n, const float* x, const int* x_step, const float* y, const int* y_step);
// Groups of products of one shape each; pointers to matrices group after group. Layouts and transposes are CBLAS's numbers.
using SgemmBatch = void(int layout, const int* a_transposed, const int* b_transposed, const int* m, const int* n, const int* k,
                        const float* alpha, const float** a, const int* a_leading, const float** b, const int* b_leading,
                        const float* beta, float** c, const int* c_leading, int groups, const int* group_size);

// Lets the shared library that `within` is an address of call `to` where it calls the function `name` of another library, or one of its
// own that others may take the place of. False where it has no such calls.
bool redirect(const void* within, const char* name, const void* to);

}  // namespace workbench::gemm
