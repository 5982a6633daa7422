// Matrix products on raw pointers, on libtorch's threads.
#pragma once

namespace workbench::gemm {

// A matrix in memory: rows are contiguous and `leading` apart, or columns are (transposed).
struct Matrix {
    const float* data;
    long leading;
    bool transposed;

    const float* at(long row, long column) const { return data + (transposed ? column * leading + row : row * leading + column); }
};

// c = alpha a b + beta c: a [m, k], b [k, n], c [m, n] with contiguous rows c_leading apart, plus `added` [n] in every row unless it is
// null. beta = 0 does not read c; alpha = 0 does not read a and b. Bitwise identical for any number of threads.
void product(long m, long n, long k, float alpha, Matrix a, Matrix b, float beta, float* c, long c_leading, const float* added = nullptr);

// The same with this kernel if it is on, otherwise with libtorch's BLAS function.
void chosen_product(long m, long n, long k, Matrix a, Matrix b, float beta, float* c, long c_leading, const float* added = nullptr);

// The same with the numbers of a and b rounded to bfloat16 (to nearest, ties to even) and float32 sums.
void bf16_product(long m, long n, long k, Matrix a, Matrix b, float beta, float* c, long c_leading, const float* added = nullptr);

// The same for `batch` products of equal shape.
void products(long batch, long m, long n, long k, float alpha, const float* const* a, Matrix a_like, const float* const* b, Matrix b_like,
              float beta, float* const* c, long c_leading);

// y = alpha a x + beta y for a [m, k]; x and y with strides of either sign.
void matrix_times_vector(long m, long k, float alpha, Matrix a, const float* x, long x_stride, float beta, float* y, long y_stride);

float dot(long n, const float* x, long x_stride, const float* y, long y_stride);

}  // namespace workbench::gemm
