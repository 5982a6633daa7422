// The inner part of a product: matrices packed into panels, and tiles of the result made of them.
#pragma once
#include "isa.h"
#include "product.h"

namespace workbench::gemm {

// What every instruction set's panels divide: blocks of the driver are multiples of these.
constexpr long RowUnit = 84, ColumnUnit = 32;

// A packed factor is panels of some rows (of the left one) or columns (of the right one), each [depth, rows or columns]. How many floats
// `rows` rows or `columns` columns take:
WORKBENCH_SIMD(long, left_size, (long rows, long depth))
WORKBENCH_SIMD(long, right_size, (long columns, long depth))

// Packs rows [row, row + rows) and columns [p, p + depth) of a, from panel 0 of `to` on; for the right factor the columns are counted.
WORKBENCH_SIMD(void, pack_left, (const Matrix& a, long row, long rows, long p, long depth, float* to))
WORKBENCH_SIMD(void, pack_right, (const Matrix& b, long column, long columns, long p, long depth, float* to))

// c [rows, columns] = alpha (packed left) (packed right) + beta c, and to every row of it `added` [columns] where that is not null.
WORKBENCH_SIMD(void, multiply,
               (const float* left, const float* right, long rows, long columns, long depth, float alpha, float beta, const float* added,
                float* c, long c_leading))

// The same with rows [row, row + rows) and columns [p, p + depth) of a as they lie: worth it where a packed row would be used a few times.
WORKBENCH_SIMD(void, multiply_unpacked,
               (const Matrix& a, long row, long p, const float* right, long rows, long columns, long depth, float alpha, float beta,
                const float* added, float* c, long c_leading))

// The same with rows [0, rows) of a and columns [column, column + columns) of b as they lie, neither of them transposed.
WORKBENCH_SIMD(void, multiply_few,
               (const Matrix& a, const Matrix& b, long p, long column, long rows, long columns, long depth, float alpha, float beta,
                const float* added, float* c, long c_leading))

}  // namespace workbench::gemm
