// The small matrix product used by all attention kernels: c [m, n] = or += a [m, k] b [k, n], where a may have any strides (so it can be
// read transposed), and b and c have contiguous rows. Known zeros of a (beyond a causal diagonal) are skipped. Idea: 6 rows x 4 registers
// of sums (AVX-512; 6 x 2 with AVX2) stay in registers over all of k; each step loads 4 registers of b and broadcasts 6 elements of a, so
// that multiply-adds, not loads, are the bottleneck.
#pragma once
#include "vector.h"

namespace workbench::attention::WORKBENCH_ISA {
namespace tiles {

using namespace workbench::WORKBENCH_ISA;

constexpr long Registers = Width == 16 ? 4 : 2;  // per row of sums

template <long Rows, long Columns, bool Ragged>
static inline __attribute__((always_inline)) void block(long k, const float* a, long a_row, long a_column, const float* b, long b_row, float* c,
                                                        long c_row, long rest, bool add) {
    Vec sums[Rows][Columns];
#pragma GCC unroll 8
    for (long i = 0; i < Rows; i++)
#pragma GCC unroll 4
        for (long j = 0; j < Columns; j++) {
            float* at = c + i * c_row + j * Width;
            sums[i][j] = !add ? broadcast(0) : Ragged && j == Columns - 1 ? load_some(at, rest) : load(at);
        }
    for (long p = 0; p < k; p++) {
        Vec right[Columns];
#pragma GCC unroll 4
        for (long j = 0; j < Columns; j++) {
            const float* at = b + p * b_row + j * Width;
            right[j] = Ragged && j == Columns - 1 ? load_some(at, rest) : load(at);
        }
#pragma GCC unroll 8
        for (long i = 0; i < Rows; i++) {
            const Vec left = broadcast(a[i * a_row + p * a_column]);
#pragma GCC unroll 4
            for (long j = 0; j < Columns; j++) sums[i][j] = fma(left, right[j], sums[i][j]);
        }
    }
#pragma GCC unroll 8
    for (long i = 0; i < Rows; i++)
#pragma GCC unroll 4
        for (long j = 0; j < Columns; j++) {
            float* at = c + i * c_row + j * Width;
            if (Ragged && j == Columns - 1) store_some(at, sums[i][j], rest);
            else store(at, sums[i][j]);
        }
}

// Which elements of row i of a are known to be 0.
struct Zeros {
    enum { none, before, behind } side = none;
    long shift = 0;  // before: columns below i - shift are 0; behind: columns above i + shift are 0

    // The columns [first, last) that rows [i, i + rows) need.
    long first(long i) const { return side == before && i > shift ? i - shift : 0; }
    long last(long i, long rows, long k) const {
        const long end = i + rows + shift;
        return side != behind || end > k ? k : end < 0 ? 0 : end;
    }
};

struct Left {
    const float* data;
    long row, column;  // strides
    Zeros zeros;
};

template <long Rows, long Columns, bool Ragged>
static inline __attribute__((always_inline)) void rows_of(long i, long k, const Left& a, const float* b, long b_row, float* c, long c_row, long rest, bool add) {
    const long first = a.zeros.first(i) < k ? a.zeros.first(i) : k, last = a.zeros.last(i, Rows, k);
    block<Rows, Columns, Ragged>(last - first, a.data + i * a.row + first * a.column, a.row, a.column, b + first * b_row, b_row, c + i * c_row, c_row, rest, add);
}

template <long Columns, bool Ragged>
static void panel(long m, long k, const Left& a, const float* b, long b_row, float* c, long c_row, long rest, bool add) {
    long i = 0;
    for (; i + 6 <= m; i += 6) rows_of<6, Columns, Ragged>(i, k, a, b, b_row, c, c_row, rest, add);
    if (m - i >= 4) {
        rows_of<4, Columns, Ragged>(i, k, a, b, b_row, c, c_row, rest, add);
        i += 4;
    }
    for (; i < m; i++) rows_of<1, Columns, Ragged>(i, k, a, b, b_row, c, c_row, rest, add);
}

static inline void product(long m, long n, long k, const Left& a, const float* b, long b_row, float* c, long c_row, bool add) {
    long j = 0;
    for (; j + Registers * Width <= n; j += Registers * Width) panel<Registers, false>(m, k, a, b + j, b_row, c + j, c_row, 0, add);
    if (Registers > 2 && j + 2 * Width <= n) {
        panel<2, false>(m, k, a, b + j, b_row, c + j, c_row, 0, add);
        j += 2 * Width;
    }
    for (; j + Width <= n; j += Width) panel<1, false>(m, k, a, b + j, b_row, c + j, c_row, 0, add);
    if (j < n) panel<1, true>(m, k, a, b + j, b_row, c + j, c_row, n - j, add);
}

}  // namespace tiles
}  // namespace workbench::attention::WORKBENCH_ISA
