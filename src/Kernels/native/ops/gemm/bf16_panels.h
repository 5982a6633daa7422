// Inner kernels of a product whose factors are rounded to bfloat16: packing, which rounds, and blocks of the result with float32 sums. The
// right factor is packed to panels of 32 columns, [pairs, 32]; the left one to panels for registers (vdpbf16ps), or to rows for AMX's tiles.
#pragma once
#include <stdint.h>

#include "isa.h"
#include "panels.h"

namespace workbench::gemm {

// Two consecutive terms of the sum over k, as two bfloat16 numbers.
using Pair = uint32_t;

// Depths are padded with zeros to whole tiles; panels of the left factor for registers to whole pairs.
constexpr long PanelRows = 14, PanelColumns = 32, TilePairs = 16, TileRows = 32;
inline long padded_pairs(long depth) { return round_up(depth, 2 * TilePairs) / 2; }
// Rows are a cache line longer than their pairs, because rows of some lengths would map to the same cache sets.
inline long tile_row(long depth) { return padded_pairs(depth) + 16; }
inline long left_panel_size(long depth) { return round_up((depth + 1) / 2 * PanelRows + 32, 16); }

inline long right_size_bf16(long columns, long depth) { return round_up(columns, PanelColumns) * padded_pairs(depth); }
inline long left_size_bf16(long rows, long depth) { return (rows + PanelRows - 1) / PanelRows * left_panel_size(depth); }
inline long left_size_tiles(long rows, long depth) { return round_up(rows, TileRows) * tile_row(depth); }

// As pack_left and pack_right in panels.h.
WORKBENCH_BF16(void, pack_right_bf16, (const Matrix& b, long column, long columns, long p, long depth, Pair* to))
WORKBENCH_BF16(void, pack_left_tiles, (const Matrix& a, long row, long rows, long p, long depth, Pair* to))

// As multiply in panels.h.
WORKBENCH_BF16(void, multiply_tiles,
               (Bf16Units units, const Pair* left, const Pair* right, long rows, long columns, long depth, float alpha, float beta,
                const float* added, float* c, long c_leading))

// The same for registers; only the variant of AVX512-BF16 is more than a stub. `transposed` is that of the left factor: its panels have
// another layout then.
WORKBENCH_BF16(void, pack_left_bf16, (const Matrix& a, long row, long rows, long p, long depth, Pair* to))
WORKBENCH_BF16(void, multiply_bf16,
               (const Pair* left, bool transposed, const Pair* right, long rows, long columns, long depth, float alpha, float beta,
                const float* added, float* c, long c_leading))

// Few rows with the columns [begin, end) of a right factor whose columns are contiguous, nothing packed: c [rows, columns] = a b + beta c,
// plus `added` in every row. The rows of a are contiguous.
constexpr long FewRowsOfBf16 = 4;
WORKBENCH_BF16(void, multiply_few_bf16,
               (const Matrix& a, const Matrix& b, long rows, long k, float beta, const float* added, float* c, long c_leading, long begin,
                long end))

}  // namespace workbench::gemm
