// Idea: every thread computes a part of the result independently. The sum over k is divided into pieces depending only on the shape; for
// each piece the factors are packed (panels.h) if worthwhile and multiplied tile by tile, so every element of the result is summed in an
// order that depends only on k. Measured: docs/kernels.md.
#include "product.h"

#include <algorithm>
#include <new>

#include "bf16.h"
#include "matrix_vector.h"
#include "panels.h"
#include "parallel.h"
#include "profile.h"
#include "reference.h"

namespace workbench::gemm {
namespace {

constexpr long MostDepth = 384, MostRows = 4032;                     // maximum size of packed pieces: a few MB
constexpr long MostColumns = 512, MostColumnsOfPacked = 2048;        // a larger width reuses packed rows more often
constexpr long FewRows = 12;
constexpr double PerThread = 0.25;  // products are much faster per operation than each_task's threshold assumes
constexpr int LeftSlot = 25, RightSlot = 26, VectorSlot = 27, SecondVectorSlot = 28, SumSlot = 29;  // of scratch(); not used by callers
constexpr const char* Products = "products";
constexpr int RoundedLeftSlot = 33, RoundedRightSlot = 34;

struct Kernel {
    decltype(&scalar::left_size) left_size = WORKBENCH_VARIANTS(left_size).chosen();
    decltype(&scalar::right_size) right_size = WORKBENCH_VARIANTS(right_size).chosen();
    decltype(&scalar::pack_left) pack_left = WORKBENCH_VARIANTS(pack_left).chosen();
    decltype(&scalar::pack_right) pack_right = WORKBENCH_VARIANTS(pack_right).chosen();
    decltype(&scalar::multiply_unpacked) multiply_unpacked = WORKBENCH_VARIANTS(multiply_unpacked).chosen();
    decltype(&scalar::multiply) multiply = WORKBENCH_VARIANTS(multiply).chosen();
};

void scale(long m, long n, float beta, float* c, long c_leading) {
    if (beta == 1) return;
    for (long i = 0; i < m; i++)
        for (long j = 0; j < n; j++) c[i * c_leading + j] = beta == 0 ? 0 : beta * c[i * c_leading + j];
}

void add_row(long m, long n, const float* added, float* c, long c_leading) {
    if (!added) return;
    for (long i = 0; i < m; i++)
        for (long j = 0; j < n; j++) c[i * c_leading + j] += added[j];
}

// Pack the left factor only if it is transposed and read often, or if its rows map to the same cache sets.
bool packs_left(long n, const Matrix& a) { return (a.transposed && n > 512) || a.leading % 1024 == 0; }

// With few rows, packing the right factor would cost more than the product.
void few_rows(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, const float* added, float* c,
              long c_leading, bool shared) {
    const auto multiply = WORKBENCH_VARIANTS(multiply_few).chosen();
    const long depth = piece(k, MostDepth, 8), width = piece(n, 256, ColumnUnit);
    each_task(ceil_div(n, width), shared ? 4.0 * m * n * k : 0, [&](long task) {
        const long column = task * width, columns = std::min(width, n - column);
        for (long p = 0; p < k; p += depth)
            multiply(a, b, p, column, m, columns, std::min(depth, k - p), alpha, p == 0 ? beta : 1,
                     added && p == 0 ? added + column : nullptr, c + column, c_leading);
    });
}

// The product, or the part of one, that a single thread computes.
void tiles_alone(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, const float* added, float* c,
                 long c_leading, bool packs) {
    const Kernel kernel;
    const long depth = piece(k, MostDepth, 8), height = piece(m, MostRows, RowUnit);
    const long width = piece(n, packs ? MostColumnsOfPacked : MostColumns, ColumnUnit);
    // This many rows stay in the L2 cache while the panels are streamed.
    const long tall = packs ? RowUnit : RowUnit / 2;
    float *left = nullptr, *right;
    try {
        if (packs) left = scratch(LeftSlot, kernel.left_size(height, depth));
        right = scratch(RightSlot, kernel.right_size(width, depth));
    } catch (const std::bad_alloc&) {
        // Slow but correct: libtorch does not expect a product to fail.
        reference(m, n, k, alpha, a.data, a.transposed ? 1 : a.leading, a.transposed ? a.leading : 1, b.data, b.transposed ? 1 : b.leading,
                  b.transposed ? b.leading : 1, beta, c, c_leading, 1);
        return add_row(m, n, added, c, c_leading);
    }
    for (long j = 0; j < n; j += width) {
        const long columns = std::min(width, n - j);
        for (long p = 0; p < k; p += depth) {
            const long terms = std::min(depth, k - p);
            const float keep = p == 0 ? beta : 1;
            const float* const row_added = added && p == 0 ? added + j : nullptr;
            kernel.pack_right(b, j, columns, p, terms, right);
            for (long i = 0; i < m; i += height) {
                const long rows = std::min(height, m - i);
                if (packs) kernel.pack_left(a, i, rows, p, terms, left);
                for (long row = 0; row < rows; row += tall) {
                    const long lines = std::min(tall, rows - row);
                    float* const out = c + (i + row) * c_leading + j;
                    if (packs)
                        kernel.multiply(left + kernel.left_size(row, terms), right, lines, columns, terms, alpha, keep, row_added, out, c_leading);
                    else
                        kernel.multiply_unpacked(a, i + row, p, right, lines, columns, terms, alpha, keep, row_added, out, c_leading);
                }
            }
        }
    }
}

// Division of the rows and columns of the result into parts, one per thread. Every part packs its own factors, so threads synchronise only
// once.
struct Cut {
    long down = 1, across = 1;
    double cost = 0;

    Cut() = default;

    // Estimated time of the largest part, in units of multiplications in a tile: packing an element costs about 50, reading an element
    // written by another thread about 30.
    Cut(long down, long across, long m, long n, bool packs) : down(down), across(across) {
        const double rows = ceil_div(m, down), columns = round_up(ceil_div(n, across), ColumnUnit);
        cost = rows * columns + 50 * columns + (packs ? 50 : 30) * rows;
    }

    static Cut of(int threads, long m, long n, bool packs) {
        Cut best(1, 1, m, n, packs);
        for (long down = 1; down <= threads; down++) {
            const Cut one(down, threads / down, m, n, packs);
            if (one.cost < best.cost) best = one;
        }
        return best;
    }
};

// With `shared`, the product is divided over the threads. The division does not affect the result, because the summation order of an
// element does not depend on its position.
void tiles(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, const float* added, float* c, long c_leading,
           bool shared, bool bf16 = false) {
    const bool packs = bf16 || packs_left(n, a);
    const double work = shared ? PerThread * 2 * m * n * k : 0;
    const Cut cut = work < WorthAThread ? Cut() : Cut::of(available_threads(), m, n, packs);
    const long rows = round_up(ceil_div(m, cut.down), 2), columns = round_up(ceil_div(n, cut.across), ColumnUnit);
    each_task(cut.down * cut.across, work, [&](long part) {
        const long i = part / cut.across * rows, j = part % cut.across * columns;
        if (i >= m || j >= n) return;
        const Matrix left{a.at(i, 0), a.leading, a.transposed}, right{b.at(0, j), b.leading, b.transposed};
        const long height = std::min(rows, m - i), width = std::min(columns, n - j);
        const float* const row = added ? added + j : nullptr;
        float* const out = c + i * c_leading + j;
        if (bf16) bf16_alone(height, width, k, alpha, left, right, beta, row, out, c_leading);
        else tiles_alone(height, width, k, alpha, left, right, beta, row, out, c_leading, packs);
    });
}

void product(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, const float* added, float* c, long c_leading,
             bool shared) {
    if (m == 0 || n == 0) return;
    const bool few = m <= FewRows && !a.transposed && !b.transposed;
    if (k > 0 && alpha != 0 && n > 1 && m > 1) {
        if (few) return few_rows(m, n, k, alpha, a, b, beta, added, c, c_leading, shared);
        return tiles(m, n, k, alpha, a, b, beta, added, c, c_leading, shared);
    }
    if (k == 0 || alpha == 0) {
        scale(m, n, beta, c, c_leading);
    } else if (n == 1) {
        matrix_times_vector(m, k, alpha, a, b.data, b.transposed ? 1 : b.leading, beta, c, c_leading);
    } else {
        const Matrix turned{b.data, b.leading, !b.transposed};
        matrix_times_vector(n, k, alpha, turned, a.data, a.transposed ? a.leading : 1, beta, c, 1);
    }
    add_row(m, n, added, c, c_leading);
}

// A contiguous copy of a matrix [rows, columns] with its numbers rounded to bfloat16.
Matrix rounded(const Matrix& x, long rows, long columns, int slot) {
    float* const copy = scratch(slot, rows * columns);
    const long lines = x.transposed ? columns : rows, length = x.transposed ? rows : columns;
    for (long i = 0; i < lines; i++)
        for (long j = 0; j < length; j++) copy[i * length + j] = to_bf16(x.data[i * x.leading + j]);
    return {copy, length, x.transposed};
}

// Packs strided numbers contiguously.
const float* side_by_side(const float* x, long stride, long n, int slot) {
    if (stride == 1) return x;
    float* const packed = scratch(slot, n);
    for (long i = 0; i < n; i++) packed[i] = x[i * stride];
    return packed;
}

}  // namespace

void product(long m, long n, long k, float alpha, Matrix a, Matrix b, float beta, float* c, long c_leading, const float* added) {
    const Timed timed(Products);
    product(m, n, k, alpha, a, b, beta, added, c, c_leading, true);
}

void bf16_product(long m, long n, long k, Matrix a, Matrix b, float beta, float* c, long c_leading, const float* added) {
    const Timed timed(Products);
    if (m == 0 || n == 0) return;
    if (bf16_has_few_rows(m, a, b)) return bf16_few_rows(m, n, k, a, b, beta, added, c, c_leading);
    if (bf16_units() != Bf16Units::none && k > 0) return tiles(m, n, k, 1, a, b, beta, added, c, c_leading, true, true);
    product(m, n, k, 1, rounded(a, m, k, RoundedLeftSlot), rounded(b, k, n, RoundedRightSlot), beta, c, c_leading, added);
}

void products(long batch, long m, long n, long k, float alpha, const float* const* a, Matrix a_like, const float* const* b, Matrix b_like,
              float beta, float* const* c, long c_leading) {
    const Timed timed(Products);
    const auto one = [&](long index, bool shared) {
        Matrix left = a_like, right = b_like;
        left.data = a[index];
        right.data = b[index];
        product(m, n, k, alpha, left, right, beta, nullptr, c[index], c_leading, shared);
    };
    // A few large products run one after another with all threads; otherwise each product is a task.
    const double work = 2.0 * m * n * k;
    if (batch < 16 && work > 4e7) {
        for (long index = 0; index < batch; index++) one(index, true);
    } else {
        each_task(batch, PerThread * batch * work, [&](long index) { one(index, false); });
    }
}

void matrix_times_vector(long m, long k, float alpha, Matrix a, const float* x, long x_stride, float beta, float* y, long y_stride) {
    static constexpr long Outputs = 64;  // per task; the division depends only on the shape
    if (m == 0) return;
    const auto kernel = (a.transposed ? WORKBENCH_VARIANTS(columns_times_vector) : WORKBENCH_VARIANTS(rows_times_vector)).chosen();
    x = side_by_side(x, x_stride, k, VectorSlot);
    // Memory-bound: each element is read for only two operations.
    each_task(ceil_div(m, Outputs), 8.0 * m * k, [&](long task) {
        const long first = task * Outputs;
        kernel(a.data, a.leading, x, k, alpha, beta, y, y_stride, first, std::min(first + Outputs, m));
    });
}

float dot(long n, const float* x, long x_stride, const float* y, long y_stride) {
    static constexpr long Block = 16384;  // per task; the division depends only on the length
    const auto kernel = WORKBENCH_VARIANTS(rows_times_vector).chosen();
    const long blocks = ceil_div(n, Block);
    float* const sums = scratch(SumSlot, blocks);
    each_task(blocks, 8.0 * n, [&](long block) {
        const long first = block * Block, count = std::min(Block, n - first);
        const float* const left = side_by_side(x + first * x_stride, x_stride, count, VectorSlot);
        const float* const right = side_by_side(y + first * y_stride, y_stride, count, SecondVectorSlot);
        kernel(left, count, right, count, 1, 0, sums + block, 1, 0, 1);
    });
    double total = 0;
    for (long block = 0; block < blocks; block++) total += sums[block];
    return float(total);
}

}  // namespace workbench::gemm
