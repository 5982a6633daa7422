// Idea: a tile of the result (14 x 32 elements with AVX-512, 6 x 16 with AVX2) stays in registers over the whole depth. One row of a panel
// of the right factor is two registers; an element of the left factor is broadcast from memory and used twice. Both factors are packed, so
// that the tile reads memory sequentially; a panel of the right factor stays in the L1 cache while the panels of the left factor are
// streamed. Measured: docs/kernels.md.
#include "panels.h"

#include <algorithm>

#include "lanes.h"
#include "transpose.h"

namespace workbench::gemm::WORKBENCH_ISA {
namespace {

using namespace ::workbench::WORKBENCH_ISA;

constexpr long Rows = Width == 16 ? 14 : Width == 8 ? 6 : 4, Columns = 2 * Width;  // of a tile
static_assert(RowUnit % Rows == 0 && ColumnUnit % Columns == 0, "blocks of the driver are whole panels");

// A left panel is packed with stores wider than its rows; padding after the panel absorbs the overrun of the last store.
constexpr long left_panel(long depth) { return (depth * Rows + Width + 15) / 16 * 16; }
constexpr long right_panel(long depth) { return depth * Columns; }

// With `across`, the rows of the left factor are interleaved (packed, or a transposed matrix), and consecutive terms are `step` apart;
// otherwise each row is contiguous and rows are `step` apart. The rows of the right factor are right_step apart; with `open` the memory
// after their last column must not be read.
template <long rows, long vectors, bool across, bool open>
inline void tile(const float* left, long step, const float* right, long right_step, long depth, float alpha, float beta,
                 const float* added, float* c, long c_leading, long columns) {
    // One pointer serves five rows: x86 addressing scales an index by 1, 2 or 4; three steps need a separate register.
    const float *base[3] = {left, left + 5 * step, left + 10 * step};
    const long step3 = 3 * step;
    const auto number = [&](long i) {
        if (across) return left[i];
        const float* const from = base[i / 5];
        return i % 5 == 3 ? from[step3] : from[i % 5 * step];
    };
    Vec sums[rows][vectors];
#pragma GCC unroll 16
    for (long i = 0; i < rows; i++) {
        __builtin_prefetch(c + i * c_leading, 1);
        if (vectors * Width > 16) __builtin_prefetch(c + i * c_leading + 16, 1);
#pragma GCC unroll 2
        for (long j = 0; j < vectors; j++) sums[i][j] = broadcast(0);
    }
    for (long p = 0; p < depth; p++) {
        Vec factor[vectors];
#pragma GCC unroll 2
        for (long j = 0; j < vectors; j++)
            factor[j] = open && j == vectors - 1 ? load_some(right + j * Width, columns - j * Width) : load(right + j * Width);
#pragma GCC unroll 16
        for (long i = 0; i < rows; i++) {
            const Vec one = broadcast(number(i));
#pragma GCC unroll 2
            for (long j = 0; j < vectors; j++) sums[i][j] = fma(one, factor[j], sums[i][j]);
        }
        if (across) {
            left += step;
        } else {
            for (auto& one : base) one++;
        }
        right += open ? right_step : Columns;
    }
    const Vec scale = broadcast(alpha), keep = broadcast(beta);
    const auto put = [&](auto lanes, Vec sum, float* to, long j) {
        Vec value = alpha == 1 ? sum : scale * sum;
        if (added) value = value + lanes.get(added + j);
        if (beta == 1) value = value + lanes.get(to);
        else if (beta != 0) value = fma(keep, lanes.get(to), value);
        lanes.put(to, value);
    };
    // Index the sums by constants only (loops unrolled), because a variable index would force them into memory.
#pragma GCC unroll 16
    for (long i = 0; i < rows; i++) {
        float* const to = c + i * c_leading;
        if (columns == vectors * Width) {
#pragma GCC unroll 2
            for (long j = 0; j < vectors; j++) put(Whole(), sums[i][j], to + j * Width, j * Width);
        } else {
            if (vectors == 2) put(Whole(), sums[i][0], to, 0);
            put(Part{columns - (vectors - 1) * Width}, sums[i][vectors - 1], to + (vectors - 1) * Width, (vectors - 1) * Width);
        }
    }
}

using Tile = void (*)(const float*, long, const float*, long, long, float, float, const float*, float*, long, long);

template <long vectors, bool across, bool open>
Tile tile_of(long rows) {
    static constexpr Tile all[] = {
        tile<1, vectors, across, open>, tile<2, vectors, across, open>, tile<3, vectors, across, open>,
        tile<4, vectors, across, open>,
#if defined(__AVX2__)
        tile<5, vectors, across, open>, tile<6, vectors, across, open>,
#endif
#if defined(__AVX512F__)
        tile<7, vectors, across, open>, tile<8, vectors, across, open>, tile<9, vectors, across, open>,
        tile<10, vectors, across, open>, tile<11, vectors, across, open>, tile<12, vectors, across, open>,
        tile<13, vectors, across, open>, tile<14, vectors, across, open>,
#endif
    };
    static_assert(sizeof all / sizeof *all == Rows, "one for each number of rows");
    return all[rows - 1];
}

// to[p, i] = from[i, p] for `lines` contiguous lines of `depth` elements, `leading` apart; rows of `to` are `wide` apart.
template <long wide>
inline void pack_across(const float* from, long leading, long lines, long depth, float* to) {
    long p = 0;
    for (; p < depth; p += Width) {
        const long count = depth - p < Width ? depth - p : Width;
        Vec block[Width];
        if (count == Width && lines >= (wide < Width ? wide : Width)) {
#pragma GCC unroll 16
            for (long i = 0; i < Width; i++) block[i] = i < wide ? load(from + i * leading + p) : broadcast(0);
        } else {
#pragma GCC unroll 16
            for (long i = 0; i < Width; i++) block[i] = i < lines && i < wide ? load_some(from + i * leading + p, count) : broadcast(0);
        }
        transpose(block);
        if (count == Width) {
#pragma GCC unroll 16
            for (long q = 0; q < Width; q++) store(to + (p + q) * wide, block[q]);
        } else {
            float rest[Width][Width];
            for (long q = 0; q < Width; q++) store(rest[q], block[q]);
            for (long q = 0; q < count; q++) store(to + (p + q) * wide, load(rest[q]));
        }
    }
}

}  // namespace

long left_size(long rows, long depth) { return (rows + Rows - 1) / Rows * left_panel(depth); }
long right_size(long columns, long depth) { return (columns + Columns - 1) / Columns * right_panel(depth); }

void pack_left(const Matrix& a, long row, long rows, long p, long depth, float* to) {
    const long panel = left_panel(depth);
    if (!a.transposed) {
        for (long i = 0; i < rows; i += Rows, to += panel)
            pack_across<Rows>(a.at(row + i, p), a.leading, std::min(Rows, rows - i), depth, to);
        return;
    }
    // Iterate along the rows of memory, because long rows are on different pages.
    const float* from = a.at(row, p);
    for (long q = 0; q < depth; q++, from += a.leading) {
        float* out = to + q * Rows;
        for (long i = 0; i < rows; i += Rows, out += panel) store(out, load_some(from + i, std::min(Rows, rows - i)));
    }
}

void pack_right(const Matrix& b, long column, long columns, long p, long depth, float* to) {
    const long panel = right_panel(depth);
    if (b.transposed) {
        for (long j = 0; j < columns; j += Columns, to += panel) {
            const float* from = b.at(p, column + j);
            for (long half = 0; half < Columns; half += Width)
                pack_across<Columns>(from + half * b.leading, b.leading, std::clamp(columns - j - half, 0L, Width), depth, to + half);
        }
        return;
    }
    const long whole = columns / Width * Width;
    const float* from = b.at(p, column);
    for (long q = 0; q < depth; q++, from += b.leading) {
        const auto out = [&](long j) { return to + j / Columns * panel + q * Columns + j % Columns; };
        for (long j = 0; j < whole; j += Width) store(out(j), load(from + j));
        if (whole < columns) store(out(whole), load_some(from + whole, columns - whole));
    }
}

namespace {

template <bool across, bool open>
void multiply_all(const float* left, long panel, long step, const float* right, long right_panel, long right_step, long rows, long columns,
                  long depth, float alpha, float beta, const float* added, float* c, long c_leading) {
    for (long j = 0; j < columns; j += Columns, right += right_panel) {
        const long width = std::min(Columns, columns - j);
        const float* from = left;
        for (long i = 0; i < rows; i += Rows, from += panel) {
            const long height = std::min(Rows, rows - i);
            const Tile run = width > Width ? tile_of<2, across, open>(height) : tile_of<1, across, open>(height);
            run(from, step, right, right_step, depth, alpha, beta, added ? added + j : nullptr, c + i * c_leading + j, c_leading, width);
        }
    }
}

}  // namespace

void multiply(const float* left, const float* right, long rows, long columns, long depth, float alpha, float beta, const float* added,
              float* c, long c_leading) {
    multiply_all<true, false>(left, left_panel(depth), Rows, right, right_panel(depth), 0, rows, columns, depth, alpha, beta, added, c,
                              c_leading);
}

void multiply_unpacked(const Matrix& a, long row, long p, const float* right, long rows, long columns, long depth, float alpha, float beta,
                       const float* added, float* c, long c_leading) {
    const auto run = a.transposed ? multiply_all<true, false> : multiply_all<false, false>;
    run(a.at(row, p), a.transposed ? Rows : Rows * a.leading, a.leading, right, right_panel(depth), 0, rows, columns, depth, alpha, beta,
        added, c, c_leading);
}

void multiply_few(const Matrix& a, const Matrix& b, long p, long column, long rows, long columns, long depth, float alpha, float beta,
                  const float* added, float* c, long c_leading) {
    multiply_all<false, true>(a.at(0, p), Rows * a.leading, a.leading, b.at(p, column), Columns, b.leading, rows, columns, depth, alpha,
                              beta, added, c, c_leading);
}

}  // namespace workbench::gemm::WORKBENCH_ISA
