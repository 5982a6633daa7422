// The product itself, on raw pointers: no tensors, no allocation but of what is packed, thread count as libtorch has it.
#pragma once

namespace workbench::gemm {

// A matrix as it lies in memory: either its rows are contiguous and `leading` apart, or (transposed) its columns are.
struct Matrix {
    const float* data;
    long leading;
    bool transposed;
    long batch_stride = 0;  // between the matrices of a batch; 0 repeats one
};

// c[i] = alpha a[i] b[i] + beta c[i] for i in [0, batch): a [m, k], b [k, n], c [m, n] with contiguous rows `leading` apart.
// beta = 0 does not read c. The same bits at any number of threads.
// bias, where given, is a row [n] that is added to every row of c after the product (only with m, n > 1 and k > 0; c is not read then).
void product(long batch, long m, long n, long k, float alpha, Matrix a, Matrix b, float beta, float* c, long c_leading, long c_batch_stride,
             const float* bias = nullptr);

}  // namespace workbench::gemm
