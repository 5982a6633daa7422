// Idea: as panels.bf16.cpp, with AMX's tiles: blocks of 32 x 32 whose sums stay in four tiles. The right factor's panels serve both.
#include <algorithm>

#include "bf16_panels.h"
#include "lanes.h"
#include "pair_product.h"
#include "transpose.h"

namespace workbench::gemm::WORKBENCH_ISA {

using namespace ::workbench::WORKBENCH_ISA;

namespace {

// Width columns from `from`, each of 2 Width terms along memory, as Width rows of Width pairs.
inline void turn(const float* from, long leading, long columns, long terms, Pair* to, long row) {
    Vec block[Width];
    for (long i = 0; i < Width; i++) {
        Pair pairs[Width];
        const long given = i < columns ? terms : 0;
        put_row(pairs, load_up_to(from + i * leading, given), load_up_to(from + i * leading + Width, given - Width));
        memcpy(&block[i], pairs, sizeof pairs);
    }
    transpose(block);
    for (long r = 0; r < Width; r++) memcpy(to + r * row, &block[r], sizeof block[r]);
}

}  // namespace

void pack_right_bf16(const Matrix& b, long column, long columns, long p, long depth, Pair* to) {
    const long pairs = padded_pairs(depth), panel = pairs * PanelColumns;
    for (long j = 0; j < round_up(columns, PanelColumns); j += Width) {
        Pair* const out = to + j / PanelColumns * panel + j % PanelColumns;
        if (b.transposed) {
            for (long q = 0; q < 2 * pairs; q += 2 * Width)
                turn(b.at(p + q, column + j), b.leading, columns - j, depth - q, out + q / 2 * PanelColumns, PanelColumns);
            continue;
        }
        for (long q = 0; q < 2 * pairs; q += 2) {
            const float* const low = b.at(p + q, column + j);
            put_pairs(out + q / 2 * PanelColumns, load_up_to(low, q < depth ? columns - j : 0),
                      load_up_to(low + b.leading, q + 1 < depth ? columns - j : 0));
        }
    }
}

void pack_left_tiles(const Matrix& a, long row, long rows, long p, long depth, Pair* to) {
    const long pairs = padded_pairs(depth), step = tile_row(depth);
    if (!a.transposed) {
        for (long i = 0; i < round_up(rows, TileRows); i++)
            for (long q = 0; q < 2 * pairs; q += 2 * Width) {
                const float* const from = a.at(row + i, p + q);
                const long given = i < rows ? depth - q : 0;
                put_row(to + i * step + q / 2, load_up_to(from, given), load_up_to(from + Width, given - Width));
            }
        return;
    }
    for (long q = 0; q < 2 * pairs; q += 2 * Width)
        for (long i = 0; i < round_up(rows, TileRows); i += Width) {
            Vec block[Width];  // one register for every pair of terms
            for (long r = 0; r < Width; r++) {
                Pair lanes[Width];
                const long term = q + 2 * r;
                const float* const low = a.at(row + i, p + term);
                put_pairs(lanes, load_up_to(low, term < depth ? rows - i : 0),
                          load_up_to(low + a.leading, term + 1 < depth ? rows - i : 0));
                memcpy(&block[r], lanes, sizeof lanes);
            }
            transpose(block);
            for (long r = 0; r < Width; r++) memcpy(to + (i + r) * step + q / 2, &block[r], sizeof block[r]);
        }
}

void multiply_tiles(Bf16Units units, const Pair* left, const Pair* right, long rows, long columns, long depth, float alpha, float beta,
                    const float* added, float* c, long c_leading) {
    const tile_units::Configured configured(units);
    const long pairs = padded_pairs(depth), step = tile_row(depth);
    alignas(64) float block[TileRows * PanelColumns];
    for (long j = 0; j < columns; j += PanelColumns, right += pairs * PanelColumns)
        for (long i = 0; i < rows; i += TileRows) {
            const long height = std::min(TileRows, rows - i), width = std::min(PanelColumns, columns - j);
            float* const out = c + i * c_leading + j;
            const bool direct = height == TileRows && width == PanelColumns && alpha == 1 && !added && (beta == 0 || beta == 1);
            pair_products::product(units, TileRows, PanelColumns, pairs, left + i * step, step, right, PanelColumns, direct ? out : block,
                                   direct ? c_leading : PanelColumns, direct && beta == 1);
            if (direct) continue;
            for (long r = 0; r < height; r++)
                for (long d = 0; d < width; d += Width) {
                    float* const at = out + r * c_leading + d;
                    const long rest = std::min(Width, width - d);
                    Vec value = load(block + r * PanelColumns + d) * broadcast(alpha);
                    if (added) value = value + load_some(added + j + d, rest);
                    if (beta != 0) value = fma(broadcast(beta), load_some(at, rest), value);
                    store_some(at, value, rest);
                }
        }
}

}  // namespace workbench::gemm::WORKBENCH_ISA
