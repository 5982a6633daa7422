// Idea: as panels.simd.cpp, with the instruction vdpbf16ps, which adds the products of two pairs of bfloat16 numbers to a float32 sum:
// twice the operations of a float32 fma. Rounding to bfloat16 is a part of packing, so no bfloat16 matrix is kept in memory. Measured:
// docs/kernels.md.
#include "bf16_panels.h"

#include <algorithm>

#include "lanes.h"
#include "pairs.h"

namespace workbench::gemm::WORKBENCH_ISA {

#if defined(__AVX512BF16__)

namespace {

using namespace ::workbench::WORKBENCH_ISA;

constexpr long Rows = PanelRows, Columns = PanelColumns;  // of a tile
static_assert(RowUnit % Rows == 0 && ColumnUnit % Columns == 0, "blocks of the driver are whole panels");

constexpr long pairs(long depth) { return (depth + 1) / 2; }
// With `across`, the left panel is [pairs, Rows]; otherwise it is [Rows, pairs].
template <long rows, bool across>
inline void tile(const Pair* left, long step, const Pair* right, long depth, float alpha, float beta, const float* added,
                                float* c, long c_leading, long columns) {
    Vec sums[rows][2];
#pragma GCC unroll 16
    for (long i = 0; i < rows; i++) {
        __builtin_prefetch(c + i * c_leading, 1);
        __builtin_prefetch(c + i * c_leading + 16, 1);
        sums[i][0] = sums[i][1] = broadcast(0);
    }
    const Pair *base[3] = {left, left + 5 * step, left + 10 * step};
    const long step3 = 3 * step;
    for (long p = 0; p < depth; p++) {
        const __m512bh first = (__m512bh)_mm512_loadu_si512(right), second = (__m512bh)_mm512_loadu_si512(right + Width);
#pragma GCC unroll 16
        for (long i = 0; i < rows; i++) {
            const Pair* const from = across ? left + i : i % 5 == 3 ? base[i / 5] + step3 : base[i / 5] + i % 5 * step;
            const __m512bh one = (__m512bh)_mm512_set1_epi32(int(*from));
            sums[i][0] = _mm512_dpbf16_ps(sums[i][0], one, first);
            sums[i][1] = _mm512_dpbf16_ps(sums[i][1], one, second);
        }
        if (across) {
            left += Rows;
        } else {
#pragma GCC unroll 3
            for (int i = 0; i < 3; i++) base[i]++;
        }
        right += Columns;
    }
    const Vec scale = broadcast(alpha), keep = broadcast(beta);
    // Index the sums by constants only (loops unrolled), because a variable index would force them into memory.
#pragma GCC unroll 16
    for (long i = 0; i < rows; i++) {
#pragma GCC unroll 2
        for (long j = 0; j < 2; j++) {
            const long at = j * Width, count = columns - at;
            if (count <= 0) continue;
            const __mmask16 lanes = count >= Width ? __mmask16(0xffff) : first_lanes(count);
            float* const to = c + i * c_leading + at;
            Vec value = alpha == 1 ? sums[i][j] : scale * sums[i][j];
            if (added) value = value + _mm512_maskz_loadu_ps(lanes, added + at);
            if (beta == 1) value = value + _mm512_maskz_loadu_ps(lanes, to);
            else if (beta != 0) value = fma(keep, _mm512_maskz_loadu_ps(lanes, to), value);
            _mm512_mask_storeu_ps(to, lanes, value);
        }
    }
}

using Tile = void (*)(const Pair*, long, const Pair*, long, float, float, const float*, float*, long, long);

template <bool across>
Tile tile_of(long rows) {
    static constexpr Tile all[] = {tile<1, across>, tile<2, across>,  tile<3, across>,  tile<4, across>,  tile<5, across>,
                                   tile<6, across>, tile<7, across>,  tile<8, across>,  tile<9, across>,  tile<10, across>,
                                   tile<11, across>, tile<12, across>, tile<13, across>, tile<14, across>};
    return all[rows - 1];
}

template <bool across>
void multiply_all(const Pair* left, const Pair* right, long rows, long columns, long depth, float alpha, float beta, const float* added,
                  float* c, long c_leading) {
    const long step = pairs(depth);
    for (long j = 0; j < columns; j += Columns, right += padded_pairs(depth) * Columns) {
        const Pair* from = left;
        for (long i = 0; i < rows; i += Rows, from += left_panel_size(depth))
            tile_of<across>(std::min(Rows, rows - i))(from, step, right, step, alpha, beta, added ? added + j : nullptr,
                                                      c + i * c_leading + j, c_leading, std::min(Columns, columns - j));
    }
}

}  // namespace

void pack_left_bf16(const Matrix& a, long row, long rows, long p, long depth, Pair* to) {
    const long panel = left_panel_size(depth), half = pairs(depth);
    if (!a.transposed) {
        for (long i = 0; i < rows; i++) {
            const float* const from = a.at(row + i, p);
            Pair* const out = to + i / Rows * panel + i % Rows * half;
            long q = 0;
            for (; q + 2 * Width <= depth; q += 2 * Width)
                put_row(out + q / 2, load(from + q), load(from + q + Width));
            if (q < depth) {
                Pair rest[Width];
                put_row(rest, load_up_to(from + q, depth - q), load_up_to(from + q + Width, depth - q - Width));
                memcpy(out + q / 2, rest, size_t(half - q / 2) * sizeof(Pair));
            }
        }
        return;
    }
    // Iterate along the rows of memory, because long rows are on different pages.
    for (long q = 0; q < depth; q += 2) {
        const float *const low = a.at(row, p + q), *const high = low + a.leading;
        for (long i = 0; i < rows; i += Rows) {
            const long count = std::min(Rows, rows - i);
            const Vec second = q + 1 < depth ? load_some(high + i, count) : broadcast(0);
            // Two pairs more than the panel has rows: the next row of pairs, or what follows the panel, overwrites them.
            put_pairs(to + i / Rows * panel + q / 2 * Rows, load_some(low + i, count), second);
        }
    }
}

void multiply_bf16(const Pair* left, bool transposed, const Pair* right, long rows, long columns, long depth, float alpha, float beta,
                   const float* added, float* c, long c_leading) {
    const auto run = transposed ? multiply_all<true> : multiply_all<false>;
    run(left, right, rows, columns, depth, alpha, beta, added, c, c_leading);
}

#else

// Not called: bf16_units() says that there are no such units.
void pack_left_bf16(const Matrix&, long, long, long, long, Pair*) {}
void multiply_bf16(const Pair*, bool, const Pair*, long, long, long, float, float, const float*, float*, long) {}

#endif

}  // namespace workbench::gemm::WORKBENCH_ISA
