// Idea: oneDNN's dnnl_sgemm is the fast product here, but handed several threads it splits some products along k, and their bits then
// depend on the number of threads (seen: one row or column; 28 x 558 x 1056). So the cut is ours: the output is cut into tiles by its
// shape alone, each tile is one single-threaded dnnl_sgemm, and the threads share the tiles. Products with one row or column go to
// matrix_vector.
// Measured (Zen 5, two threads, GFLOP/s of dnnl_sgemm with its own threads -> ours): see docs/kernels.md.
#include "product.h"

#include <algorithm>
#include <vector>

#include "epilogue.h"
#include "matrix_vector.h"
#include "onednn.h"
#include "parallel.h"

namespace workbench::gemm {
namespace {

constexpr double TileWork = 1e7;     // floating-point operations worth a thread's while: some 70 us
constexpr double LargeTileWork = 4e8;  // and where there are eight tiles already
constexpr double SerialWork = 1e6;   // below this, waking a second thread costs more than it brings
constexpr long MaximumTiles = 64, Granule = 16;
constexpr double Reuse = 56;          // of a tile, at least (112 x 112),
constexpr double ShareOfReuse = 0.7, ShareOfTwo = 0.6;  // or so much of the whole product's; less for the second thread's sake

struct Grid {
    long rows = 1, columns = 1;      // how many tiles
    long height, width;              // of one tile
};

long rounded(long extent) { return ceil_div(extent, Granule) * Granule; }

// How often a number that was packed for a tile is used, on average.
double reuse(double height, double width) { return height * width / (height + width); }

// By the shape alone. Every tile packs its own panels, a tile row's worth of a and a tile column's of b: the cut with the least packing.
// Small tiles pack too much: 64 x 64 of 512 x 128 x 768 ran at 0.8 of dnnl_sgemm, 128 x 128 at 0.97.
Grid cut(long m, long n, long k) {
    long tiles = 1;
    while (tiles < MaximumTiles && 2.0 * m * n * k > (tiles < 8 ? TileWork : LargeTileWork) * tiles) tiles *= 2;
    Grid best;
    for (double least = -1; least < 0; tiles /= 2) {
        const double enough = std::min(Reuse, (tiles == 2 ? ShareOfTwo : ShareOfReuse) * reuse(double(m), double(n)));
        for (long rows = 1; rows <= tiles; rows *= 2) {
            const long columns = tiles / rows;
            if (reuse(double(ceil_div(m, rows)), double(ceil_div(n, columns))) < enough) continue;
            const double packing = double(columns) * m + double(rows) * n;
            if (least >= 0 && packing >= least) continue;
            least = packing;
            best.rows = rows;
            best.columns = columns;
        }
    }
    best.height = best.rows == 1 ? m : rounded(ceil_div(m, best.rows));
    best.width = best.columns == 1 ? n : rounded(ceil_div(n, best.columns));
    best.rows = ceil_div(m, best.height);
    best.columns = ceil_div(n, best.width);
    return best;
}

void tiles(long batch, long m, long n, long k, float alpha, Matrix a, Matrix b, float beta, float* c, long ldc, long c_batch_stride,
           const float* bias) {
    const auto epilogue = WORKBENCH_VARIANTS(add_row).chosen();
    const auto grid = cut(m, n, k);
    const long per_matrix = grid.rows * grid.columns, all = batch * per_matrix;
    const double work = 2.0 * m * n * k;
    const long grain = batch * work < SerialWork ? all : std::max(1L, long(SerialWork / 4 * per_matrix / std::max(1.0, work)));
    at::parallel_for(0, all, grain, [&](long begin, long end) {
        OneThread one;
        for (long t = begin; t < end; t++) {
            const long index = t / per_matrix, tile = t % per_matrix;
            const long i = tile / grid.columns * grid.height, j = tile % grid.columns * grid.width;
            const float* left = a.data + index * a.batch_stride + (a.transposed ? i : i * a.leading);
            const float* right = b.data + index * b.batch_stride + (b.transposed ? j * b.leading : j);
            const long height = std::min(grid.height, m - i), width = std::min(grid.width, n - j);
            float* out = c + index * c_batch_stride + i * ldc + j;
            multiply(a.transposed, b.transposed, height, width, k, alpha, left, a.leading, right, b.leading, bias ? 0 : beta, out, ldc);
            if (bias) epilogue(bias + j, beta, out, ldc, height, width);
        }
    });
}

// y = alpha a x + beta y: a [m, k], x with its stride.
void matrix_times_vector(long batch, long m, long k, float alpha, Matrix a, const float* x, long x_stride, long x_batch_stride, float beta,
                         float* y, long y_stride, long y_batch_stride) {
    static constexpr long Rows = 64;  // outputs a task: a cut by the shape alone
    const auto kernel = (a.transposed ? WORKBENCH_VARIANTS(columns_times_vector) : WORKBENCH_VARIANTS(rows_times_vector)).chosen();
    std::vector<float> packed;
    if (x_stride != 1) {
        packed.resize(batch * k);
        for (long index = 0; index < batch; index++)
            for (long p = 0; p < k; p++) packed[index * k + p] = x[index * x_batch_stride + p * x_stride];
        x = packed.data();
        x_batch_stride = k;
    }
    const long per_matrix = ceil_div(m, Rows), all = batch * per_matrix;
    const double work = 2.0 * batch * m * k;
    at::parallel_for(0, all, work < SerialWork / 4 ? all : 1, [&](long begin, long end) {
        for (long t = begin; t < end; t++) {
            const long index = t / per_matrix, first = t % per_matrix * Rows;
            kernel(a.data + index * a.batch_stride, a.leading, x + index * x_batch_stride, k, alpha, beta, y + index * y_batch_stride, y_stride,
                   first, std::min(first + Rows, m));
        }
    });
}

void scale(long batch, long m, long n, float beta, float* c, long ldc, long c_batch_stride) {
    for (long index = 0; index < batch; index++)
        for (long i = 0; i < m; i++)
            for (long j = 0; j < n; j++) {
                float& out = c[index * c_batch_stride + i * ldc + j];
                out = beta == 0 ? 0 : beta * out;
            }
}

}  // namespace

void product(long batch, long m, long n, long k, float alpha, Matrix a, Matrix b, float beta, float* c, long ldc, long c_batch_stride,
             const float* bias) {
    if (batch == 0 || m == 0 || n == 0) return;
    if (k == 0) return scale(batch, m, n, beta, c, ldc, c_batch_stride);
    at::get_num_threads();  // lets libtorch set this thread's OpenMP up, if it has not yet
    if (n == 1) {
        matrix_times_vector(batch, m, k, alpha, a, b.data, b.transposed ? 1 : b.leading, b.batch_stride, beta, c, ldc, c_batch_stride);
    } else if (m == 1) {
        const Matrix turned{b.data, b.leading, !b.transposed, b.batch_stride};
        matrix_times_vector(batch, n, k, alpha, turned, a.data, a.transposed ? a.leading : 1, a.batch_stride, beta, c, 1, c_batch_stride);
    } else {
        tiles(batch, m, n, k, alpha, a, b, beta, c, ldc, c_batch_stride, bias);
    }
}

}  // namespace workbench::gemm
