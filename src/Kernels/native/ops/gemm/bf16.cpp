// The blocks of a bfloat16 product on one thread: as tiles_alone in product.cpp, but both factors are always packed, because packing
// rounds; and products with few rows, where nothing is.
#include "bf16.h"

#include <string.h>

#include <algorithm>

#include "bf16_panels.h"
#include "isa.h"
#include "panels.h"
#include "parallel.h"

namespace workbench::gemm {
namespace {

constexpr long MostDepth = 768, MostColumns = 512, MostTileRows = 128;
constexpr int LeftSlot = 31, RightSlot = 32;  // of scratch()

}  // namespace

float to_bf16(float x) {
    if (x != x) return x;
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000u;
    memcpy(&x, &bits, sizeof x);
    return x;
}

void bf16_alone(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, const float* added, float* c,
                long c_leading) {
    const auto units = bf16_units();
    const bool registers = units == Bf16Units::avx512_bf16;
    const auto pack_right = WORKBENCH_BF16_VARIANTS(pack_right_bf16).chosen();
    const auto pack_left = (registers ? WORKBENCH_BF16_VARIANTS(pack_left_bf16) : WORKBENCH_BF16_VARIANTS(pack_left_tiles)).chosen();
    const auto multiply = WORKBENCH_BF16_VARIANTS(multiply_bf16).chosen();
    const auto by_tiles = WORKBENCH_BF16_VARIANTS(multiply_tiles).chosen();
    const long depth = piece(k, MostDepth, 32), width = piece(n, MostColumns, ColumnUnit), height = registers ? RowUnit : MostTileRows;
    Pair* const left = reinterpret_cast<Pair*>(scratch(LeftSlot, registers ? left_size_bf16(height, depth) : left_size_tiles(height, depth)));
    Pair* const right = reinterpret_cast<Pair*>(scratch(RightSlot, right_size_bf16(width, depth)));
    for (long j = 0; j < n; j += width) {
        const long columns = std::min(width, n - j);
        for (long p = 0; p < k; p += depth) {
            const long terms = std::min(depth, k - p);
            const float keep = p == 0 ? beta : 1;
            const float* const row_added = added && p == 0 ? added + j : nullptr;
            pack_right(b, j, columns, p, terms, right);
            for (long i = 0; i < m; i += height) {
                const long rows = std::min(height, m - i);
                float* const out = c + i * c_leading + j;
                pack_left(a, i, rows, p, terms, left);
                if (registers) multiply(left, a.transposed, right, rows, columns, terms, alpha, keep, row_added, out, c_leading);
                else by_tiles(units, left, right, rows, columns, terms, alpha, keep, row_added, out, c_leading);
            }
        }
    }
}

bool bf16_has_few_rows(long m, const Matrix& a, const Matrix& b) { return m <= FewRowsOfBf16 && !a.transposed && b.transposed; }

void bf16_few_rows(long m, long n, long k, const Matrix& a, const Matrix& b, float beta, const float* added, float* c, long c_leading) {
    static constexpr long Outputs = 64;  // per task; the division depends only on the shape
    const auto multiply = WORKBENCH_BF16_VARIANTS(multiply_few_bf16).chosen();
    // Memory-bound: each number of b is read for a few operations.
    each_task(ceil_div(n, Outputs), 8.0 * n * k, [&](long task) {
        const long first = task * Outputs;
        multiply(a, b, m, k, beta, added, c, c_leading, first, std::min(first + Outputs, n));
    });
}

}  // namespace workbench::gemm
