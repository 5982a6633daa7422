// Idea: dot products use four registers of partial sums for each of several rows; a sum of columns keeps 64 outputs in registers and
// processes k in chunks of 256 with separate sums (the error grows with k / 256 + 256, not with k). Measured (2048 x 2048, one thread,
// AVX-512): see docs/kernels.md.
#include "matrix_vector.h"

#include "lanes.h"

namespace workbench::gemm::WORKBENCH_ISA {
namespace {

using namespace ::workbench::WORKBENCH_ISA;

constexpr long Lanes = 64, Chunk = 256;
constexpr long Registers = 4, Together = Width == 16 ? 4 : 2;  // registers of sums per row, and simultaneous rows

inline float blend(float sum, float alpha, float beta, float old) { return beta == 0 ? alpha * sum : alpha * sum + beta * old; }

// The dot products of several rows with x, interleaved to hide the latency of the additions, which short rows (384) cannot hide alone.
template <long rows>
inline void dots(const float* a, long a_row, const float* x, long k, float* out) {
    Vec sums[rows][Registers];
    for (auto& row : sums)
        for (auto& one : row) one = broadcast(0);
    const auto add = [&](auto lanes, long p, long part) {
        const Vec factor = lanes.get(x + p);
        for (long row = 0; row < rows; row++) sums[row][part] = fma(lanes.get(a + row * a_row + p), factor, sums[row][part]);
    };
    long p = 0;
    for (; p + Registers * Width <= k; p += Registers * Width) {
        for (long part = 0; part < Registers; part++) add(Whole(), p + part * Width, part);
        // Prefetch the next rows, because the hardware prefetcher does not adapt within a short row.
        for (long row = 0; row < rows; row++)
            for (long line = 0; line < Registers * Width; line += 16) __builtin_prefetch(a + (rows + row) * a_row + p + line);
    }
    for (; p + Width <= k; p += Width) add(Whole(), p, 0);
    if (p < k) add(Part{k - p}, p, 1);
    for (long row = 0; row < rows; row++) out[row] = sum((sums[row][0] + sums[row][1]) + (sums[row][2] + sums[row][3]));
}

// Up to 64 outputs at once; `full` is a compile-time constant, so that the full case needs no tail handling.
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
    for (long i = begin; i < end;) {
        float sums[Together];
        const long count = end - i >= Together ? Together : 1;
        (count == Together ? dots<Together> : dots<1>)(a + i * a_row, a_row, x, k, sums);
        for (long row = 0; row < count; row++, i++) y[i * y_stride] = blend(sums[row], alpha, beta, y[i * y_stride]);
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
