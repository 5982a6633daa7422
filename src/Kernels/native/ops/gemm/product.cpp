// Idea: the sum over k is cut into pieces, the result into blocks, by the shape alone. For each piece the factors are packed (panels.h),
// where that pays, by tasks, and then tiles of the block are tasks: a number of the result is added up by one thread in an order that only k decides.
// Measured: docs/kernels.md.
#include "product.h"

#include <algorithm>
#include <atomic>
#include <new>
#include <thread>
#include <vector>

#include "matrix_vector.h"
#include "panels.h"
#include "parallel.h"
#include "reference.h"

namespace workbench::gemm {
namespace {

constexpr long MostDepth = 384, MostColumns = 2048, MostRows = 4032;  // of what is packed at once: a few MB
constexpr long FewRows = 12;
constexpr double PerThread = 0.25;  // products run at many times the speed that each_task's number is made for
constexpr int LeftSlot = 25, RightSlot = 26, VectorSlot = 27, SecondVectorSlot = 28, SumSlot = 29;  // of scratch(): no caller's

inline void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

long round_up(long n, long unit) { return ceil_div(n, unit) * unit; }

// The size of equal pieces of n, none longer than `most`, in whole units.
long piece(long n, long most, long unit) { return std::min(n, round_up(ceil_div(n, ceil_div(n, most)), unit)); }

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

// A left factor is read as it lies, unless a packed row would be used often, or its rows fall into the same sets of the cache.
bool packs_left(long n, const Matrix& a) { return n > 512 || a.leading % 1024 == 0; }

// Few rows use each number of the right factor once: packing it would cost more than the product.
void few_rows(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, float* c, long c_leading, bool shared) {
    const auto multiply = WORKBENCH_VARIANTS(multiply_few).chosen();
    const long depth = piece(k, MostDepth, 8), width = piece(n, 256, ColumnUnit);
    each_task(ceil_div(n, width), shared ? 4.0 * m * n * k : 0, [&](long task) {
        const long column = task * width, columns = std::min(width, n - column);
        for (long p = 0; p < k; p += depth)
            multiply(a, b, p, column, m, columns, std::min(depth, k - p), alpha, p == 0 ? beta : 1, c + column, c_leading);
    });
}

// Tasks of several phases as one queue: the threads meet once for a product, not twice for each piece of it. A task waits until those of
// earlier phases are done; all of these have been taken before it, by threads that are at work, so the wait ends on however few threads there are.
class Phases {
public:
    void add(long tasks) { starts_.push_back(starts_.back() + tasks); }
    long tasks() const { return starts_.back(); }

    // body(phase, task within the phase), once the phases before it are done.
    template <class Body>
    void run(long task, const Body& body) {
        const long phase = std::upper_bound(starts_.begin(), starts_.end(), task) - starts_.begin() - 1, start = starts_[phase];
        for (int spins = 0; done_.load(std::memory_order_acquire) < start; spins++) {
            if (spins > 2000) std::this_thread::yield();
            else pause();
        }
        body(phase, task - start);
        done_.fetch_add(1, std::memory_order_release);
    }

private:
    std::vector<long> starts_{0};
    std::atomic<long> done_{0};
};

// What is packed at once, and multiplied.
struct Piece {
    long i, rows, j, columns, p, terms;
    bool packs_left, packs_right;
    long wide = 256;  // columns of a tile, which is RowUnit tall

    // Tall tiles use a packed column often; narrow ones are many, so that the threads end together.
    Piece(long i, long rows, long j, long columns, long p, long terms, bool packs_left, bool packs_right)
        : i(i), rows(rows), j(j), columns(columns), p(p), terms(terms), packs_left(packs_left), packs_right(packs_right) {
        while (wide > ColumnUnit && tiles() < 16) wide /= 2;
        wide = piece(columns, wide, ColumnUnit);
    }

    long down() const { return ceil_div(rows, RowUnit); }
    long across() const { return ceil_div(columns, wide); }
    long tiles() const { return down() * across(); }

    static constexpr long Packed = 2 * ColumnUnit;  // columns that a task packs
    long left_tasks() const { return packs_left ? ceil_div(rows, RowUnit) : 0; }
    long packing_tasks() const { return left_tasks() + (packs_right ? ceil_div(columns, Packed) : 0); }
};

// With `shared` the tasks are shared by the threads.
void tiles(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, float* c, long c_leading, bool shared) {
    const Kernel kernel;
    const long depth = piece(k, MostDepth, 8), width = piece(n, MostColumns, ColumnUnit), height = piece(m, MostRows, RowUnit);
    const bool packs = packs_left(n, a);
    float *left = nullptr, *right;
    std::vector<Piece> pieces;
    Phases phases;
    try {
        if (packs) left = scratch(LeftSlot, kernel.left_size(height, depth));
        right = scratch(RightSlot, kernel.right_size(width, depth));
        for (long j = 0; j < n; j += width)
            for (long p = 0; p < k; p += depth)
                for (long i = 0; i < m; i += height)
                    pieces.emplace_back(i, std::min(height, m - i), j, std::min(width, n - j), p, std::min(depth, k - p), packs, i == 0);
        for (const auto& one : pieces) {
            phases.add(one.packing_tasks());
            phases.add(one.tiles());
        }
    } catch (const std::bad_alloc&) {
        // Slow, but right: libtorch does not expect a product to fail.
        return reference(m, n, k, alpha, a.data, a.transposed ? 1 : a.leading, a.transposed ? a.leading : 1, b.data,
                         b.transposed ? 1 : b.leading, b.transposed ? b.leading : 1, beta, c, c_leading, 1);
    }
    const auto pack = [&](const Piece& by, long task) {
        if (task < by.left_tasks()) {
            const long first = task * RowUnit;
            kernel.pack_left(a, by.i + first, std::min(RowUnit, by.rows - first), by.p, by.terms, left + kernel.left_size(first, by.terms));
        } else {
            const long first = (task - by.left_tasks()) * Piece::Packed;
            kernel.pack_right(b, by.j + first, std::min(Piece::Packed, by.columns - first), by.p, by.terms,
                              right + kernel.right_size(first, by.terms));
        }
    };
    const auto multiply = [&](const Piece& by, long task) {
        const long row = task / by.across() * RowUnit, column = task % by.across() * by.wide;
        const long lines = std::min(RowUnit, by.rows - row), width = std::min(by.wide, by.columns - column);
        const float* const panels = right + kernel.right_size(column, by.terms);
        float* const out = c + (by.i + row) * c_leading + by.j + column;
        const float keep = by.p == 0 ? beta : 1;
        if (packs) kernel.multiply(left + kernel.left_size(row, by.terms), panels, lines, width, by.terms, alpha, keep, out, c_leading);
        else kernel.multiply_unpacked(a, by.i + row, by.p, panels, lines, width, by.terms, alpha, keep, out, c_leading);
    };
    each_task(phases.tasks(), shared ? PerThread * 2 * m * n * k : 0, [&](long task) {
        phases.run(task, [&](long phase, long within) {
            const auto& by = pieces[phase / 2];
            if (phase % 2 == 0) pack(by, within);
            else multiply(by, within);
        });
    });
}

void product(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, float* c, long c_leading, bool shared) {
    if (m == 0 || n == 0) return;
    if (k == 0 || alpha == 0) return scale(m, n, beta, c, c_leading);
    if (n == 1) return matrix_times_vector(m, k, alpha, a, b.data, b.transposed ? 1 : b.leading, beta, c, c_leading);
    if (m == 1) {
        const Matrix turned{b.data, b.leading, !b.transposed};
        return matrix_times_vector(n, k, alpha, turned, a.data, a.transposed ? a.leading : 1, beta, c, 1);
    }
    const bool few = m <= FewRows && !a.transposed && !b.transposed;
    (few ? few_rows : tiles)(m, n, k, alpha, a, b, beta, c, c_leading, shared);
}

// Numbers with a stride, packed.
const float* side_by_side(const float* x, long stride, long n, int slot) {
    if (stride == 1) return x;
    float* const packed = scratch(slot, n);
    for (long i = 0; i < n; i++) packed[i] = x[i * stride];
    return packed;
}

}  // namespace

void product(long m, long n, long k, float alpha, Matrix a, Matrix b, float beta, float* c, long c_leading) {
    product(m, n, k, alpha, a, b, beta, c, c_leading, true);
}

void products(long batch, long m, long n, long k, float alpha, const float* const* a, Matrix a_like, const float* const* b, Matrix b_like,
              float beta, float* const* c, long c_leading) {
    const auto one = [&](long index, bool shared) {
        Matrix left = a_like, right = b_like;
        left.data = a[index];
        right.data = b[index];
        product(m, n, k, alpha, left, right, beta, c[index], c_leading, shared);
    };
    // Few large products share the threads one after the other; of others each is a task.
    const double work = 2.0 * m * n * k;
    if (batch < 16 && work > 4e7) {
        for (long index = 0; index < batch; index++) one(index, true);
    } else {
        each_task(batch, PerThread * batch * work, [&](long index) { one(index, false); });
    }
}

void matrix_times_vector(long m, long k, float alpha, Matrix a, const float* x, long x_stride, float beta, float* y, long y_stride) {
    static constexpr long Outputs = 64;  // a task: a cut by the shape alone
    if (m == 0) return;
    const auto kernel = (a.transposed ? WORKBENCH_VARIANTS(columns_times_vector) : WORKBENCH_VARIANTS(rows_times_vector)).chosen();
    x = side_by_side(x, x_stride, k, VectorSlot);
    // A number is read for two operations: memory is what takes the time.
    each_task(ceil_div(m, Outputs), 8.0 * m * k, [&](long task) {
        const long first = task * Outputs;
        kernel(a.data, a.leading, x, k, alpha, beta, y, y_stride, first, std::min(first + Outputs, m));
    });
}

float dot(long n, const float* x, long x_stride, const float* y, long y_stride) {
    static constexpr long Block = 16384;  // a task: a cut by the length alone
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
