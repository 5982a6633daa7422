// Idea: oneDNN's dnnl_sgemm is the fast product here, but handed several threads it splits some products along k, and their bits then
// depend on the number of threads (seen: one row or column; 28 x 558 x 1056). So the cut is ours: the output is cut into tiles by its
// shape alone, each tile is one single-threaded dnnl_sgemm, and the threads share the tiles. Products with one row or column go to
// matrix_vector.
// Measured (Zen 5, two threads, GFLOP/s of dnnl_sgemm with its own threads -> ours): see docs/kernels.md.
#include "product.h"

#include <ATen/Parallel.h>
#include <c10/core/CPUAllocator.h>

#include <algorithm>
#include <vector>

#include "cut.h"
#include "epilogue.h"
#include "matrix_vector.h"
#include "onednn.h"
#include "parallel.h"

namespace workbench::gemm {
namespace {

constexpr double SerialWork = 1e6;  // operations below which waking a second thread costs more than it brings
constexpr int LeftSlot = 25;        // of scratch(): no caller's

// Rows [from, to) of `length` numbers, `leading` apart, put down packed_leading(length) apart.
void pack(const float* rows, long leading, long length, long from, long to, float* packed) {
    for (long i = from; i < to; i++) std::copy_n(rows + i * leading, length, packed + i * packed_leading(length));
}

void tiles(long batch, long m, long n, long k, float alpha, Matrix a, Matrix b, float beta, float* c, long ldc, long c_batch_stride,
           const float* bias) {
    const auto epilogue = WORKBENCH_VARIANTS(add_row).chosen();
    const auto by = cut(batch, m, n, k, a, b);
    const long per_matrix = by.rows * by.columns, all = batch * per_matrix;
    const double work = 2.0 * m * n * k;
    const long grain = batch * work < SerialWork ? all : std::max(1L, long(SerialWork / 4 * per_matrix / std::max(1.0, work)));
    c10::DataPtr packed;
    if (by.packs_right) {
        const long rows = b.transposed ? n : k, length = b.transposed ? k : n;
        packed = c10::GetCPUAllocator()->allocate(rows * packed_leading(length) * sizeof(float));
        auto* to = static_cast<float*>(packed.get());
        at::parallel_for(0, rows, std::max(1L, 65536 / length), [&](long begin, long end) { pack(b.data, b.leading, length, begin, end, to); });
        b.data = to;
        b.leading = packed_leading(length);
    }
    at::parallel_for(0, all, grain, [&](long begin, long end) {
        OneThread one;
        for (long t = begin; t < end; t++) {
            const long index = t / per_matrix, tile = t % per_matrix;
            const long i = tile / by.columns * by.height, j = tile % by.columns * by.width;
            const float* left = a.data + index * a.batch_stride + (a.transposed ? i : i * a.leading);
            const float* right = b.data + index * b.batch_stride + (b.transposed ? j * b.leading : j);
            const long height = std::min(by.height, m - i), width = std::min(by.width, n - j);
            float* out = c + index * c_batch_stride + i * ldc + j;
            for (long p = 0; p < k; p += by.depth) {
                const long depth = std::min(by.depth, k - p);
                const float* piece = left + (a.transposed ? p * a.leading : p);
                long leading = a.leading;
                if (by.packs_left) {
                    leading = packed_leading(height);
                    float* own = scratch(LeftSlot, depth * leading);
                    pack(piece, a.leading, height, 0, depth, own);
                    piece = own;
                }
                multiply(a.transposed, b.transposed, height, width, depth, alpha, piece, leading, right + (b.transposed ? p : p * b.leading),
                         b.leading, p > 0 ? 1 : bias ? 0 : beta, out, ldc);
            }
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
