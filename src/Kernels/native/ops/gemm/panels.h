// Inner kernels of a product: packing of matrices into panels, and computation of tiles of the result.
#pragma once
#include "isa.h"
#include "product.h"

namespace workbench::gemm {

// Multiples of the panel sizes of all instruction sets; the driver's blocks are multiples of these.
constexpr long RowUnit = 84, ColumnUnit = 32;

inline long round_up(long n, long unit) { return (n + unit - 1) / unit * unit; }

// The size of equal pieces of n, at most `most`, in multiples of `unit`.
inline long piece(long n, long most, long unit) {
    const long pieces = (n + most - 1) / most, size = round_up((n + pieces - 1) / pieces, unit);
    return n < size ? n : size;
}

// A packed factor consists of panels of several rows (left factor) or columns (right factor), each [depth, rows or columns]. The size of a
// packed factor in floats:
WORKBENCH_SIMD(long, left_size, (long rows, long depth))
WORKBENCH_SIMD(long, right_size, (long columns, long depth))

// Packs rows [row, row + rows) and columns [p, p + depth) of a to panels starting at `to`; for the right factor, columns [column, column +
// columns) and rows [p, p + depth) of b.
WORKBENCH_SIMD(void, pack_left, (const Matrix& a, long row, long rows, long p, long depth, float* to))
WORKBENCH_SIMD(void, pack_right, (const Matrix& b, long column, long columns, long p, long depth, float* to))

// c [rows, columns] = alpha (packed left) (packed right) + beta c, plus `added` [columns] to every row if not null.
WORKBENCH_SIMD(void, multiply,
               (const float* left, const float* right, long rows, long columns, long depth, float alpha, float beta, const float* added,
                float* c, long c_leading))

// The same with rows [row, row + rows) and columns [p, p + depth) of an unpacked a; faster if a packed row would be used only a few times.
WORKBENCH_SIMD(void, multiply_unpacked,
               (const Matrix& a, long row, long p, const float* right, long rows, long columns, long depth, float alpha, float beta,
                const float* added, float* c, long c_leading))

// The same with rows [0, rows) of an unpacked a and columns [column, column + columns) of an unpacked b, neither transposed.
WORKBENCH_SIMD(void, multiply_few,
               (const Matrix& a, const Matrix& b, long p, long column, long rows, long columns, long depth, float alpha, float beta,
                const float* added, float* c, long c_leading))

}  // namespace workbench::gemm
