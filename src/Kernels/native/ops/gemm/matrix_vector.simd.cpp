// Idea: a dot product keeps 4 x 16 partial sums in registers and adds them as a tree; a sum of columns keeps 64 outputs in registers and
// runs over k in chunks of 256, each chunk summed by itself (error grows with k / 256 + 256, not with k).
// Measured (2048 x 2048, one thread, AVX-512): see docs/kernels.md.
#include "matrix_vector.h"

namespace workbench::gemm::WORKBENCH_ISA {
namespace {

constexpr long Lanes = 64, Chunk = 256;

inline float blend(float sum, float alpha, float beta, float old) { return beta == 0 ? alpha * sum : alpha * sum + beta * old; }

inline float dot(const float* a, const float* x, long k) {
    float sums[Lanes] = {};
    long p = 0;
    for (; p + Lanes <= k; p += Lanes)
        for (long lane = 0; lane < Lanes; lane++) sums[lane] = __builtin_fmaf(a[p + lane], x[p + lane], sums[lane]);
    for (long lane = 0; p < k; p++, lane++) sums[lane] = __builtin_fmaf(a[p], x[p], sums[lane]);
    for (long width = Lanes / 2; width > 0; width /= 2)
        for (long lane = 0; lane < width; lane++) sums[lane] += sums[lane + width];
    return sums[0];
}

// Up to 64 outputs at once; full is a constant at each call, so that the full case runs without a tail.
template <bool full>
inline void columns_block(const float* a, long a_column, const float* x, long k, long count, float* sums) {
    const long width = full ? Lanes : count;
    for (long lane = 0; lane < width; lane++) sums[lane] = 0;
    for (long start = 0; start < k; start += Chunk) {
        const long stop = start + Chunk < k ? start + Chunk : k;
        float partial[Lanes] = {};
        for (long p = start; p < stop; p++) {
            const float* column = a + p * a_column;
            const float factor = x[p];
            for (long lane = 0; lane < width; lane++) partial[lane] = __builtin_fmaf(column[lane], factor, partial[lane]);
        }
        for (long lane = 0; lane < width; lane++) sums[lane] += partial[lane];
    }
}

}  // namespace

void rows_times_vector(const float* a, long a_row, const float* x, long k, float alpha, float beta, float* y, long y_stride, long begin,
                       long end) {
    for (long i = begin; i < end; i++) {
        float& out = y[i * y_stride];
        out = blend(dot(a + i * a_row, x, k), alpha, beta, out);
    }
}

void columns_times_vector(const float* a, long a_column, const float* x, long k, float alpha, float beta, float* y, long y_stride,
                          long begin, long end) {
    for (long i = begin; i < end; i += Lanes) {
        const long count = end - i < Lanes ? end - i : Lanes;
        float sums[Lanes];
        if (count == Lanes) columns_block<true>(a + i, a_column, x, k, count, sums);
        else columns_block<false>(a + i, a_column, x, k, count, sums);
        for (long lane = 0; lane < count; lane++) {
            float& out = y[(i + lane) * y_stride];
            out = blend(sums[lane], alpha, beta, out);
        }
    }
}

}  // namespace workbench::gemm::WORKBENCH_ISA
