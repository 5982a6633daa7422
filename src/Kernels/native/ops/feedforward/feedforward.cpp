// f(x + bias), and the gated f(a + bias) (b + bias) of the halves a, b of a row, with gradients. Idea: see feedforward.simd.cpp; this file
// divides the rows into tasks, and sums the bias gradient by blocks of rows. Measured: docs/kernels.md. Fusing this pass into the tiles of
// the matrix product gained nothing: including gradients, separate product and pass took 0.89 to 1.11 of the fused time, mostly within 4 %.
#include "feedforward.h"

#include "row_blocks.h"
#include "tensor_rows.h"

namespace workbench::feedforward {
namespace {

constexpr double WorkPerNumber = 30;

// Arguments from C#; an absent bias has no data.
struct Arguments {
    Tensor x, bias;  // x [..., F], or [..., 2F] where gated
    int64_t function, gated;

    long inner() const { return gated ? x.size(-1) / 2 : x.size(-1); }
};

void forward_all(const Arguments& a, const Tensor& y) {
    const Rows from = rows_of(a.x);
    const long rows = row_count(a.x), inner = a.inner();
    const auto kernel = WORKBENCH_VARIANTS(forward).chosen();
    each_rows(rows, a.x.size(-1), WorkPerNumber * rows * inner, [&](long begin, long end) {
        kernel(Function(a.function), a.gated != 0, from, a.bias.data(), inner, begin, end, y.data());
    });
}

void backward_all(const Arguments& a, const Tensor& y_gradient, const Tensor& x_gradient, const Tensor& bias_gradient,
                  const Tensor& y) {
    const Rows from = rows_of(a.x), above = rows_of(y_gradient);
    const long rows = row_count(a.x), width = a.x.size(-1), inner = a.inner();
    const bool learned = bias_gradient.defined();
    const auto kernel = WORKBENCH_VARIANTS(backward).chosen();
    const RowBlocks blocks(rows, learned ? width : 0, 0);
    blocks.each(WorkPerNumber * rows * inner, [&](long begin, long end, float* sums) {
        kernel(Function(a.function), a.gated != 0, above, from, a.bias.data(), inner, begin, end, x_gradient.data(), sums, y.data());
    });
    if (learned) blocks.total(0, width, bias_gradient.data());
}

}  // namespace
}  // namespace workbench::feedforward

using namespace workbench;
using namespace workbench::feedforward;

// y [..., F] is contiguous and completely overwritten; x has contiguous rows.
WORKBENCH_EXPORT const char* workbench_activate(const Arguments* arguments, const Tensor* y) {
    return guarded([&] { forward_all(*arguments, *y); });
}

// The gradients of x (contiguous) and, if requested, of the bias [F or 2F], from the gradient of y, which has contiguous rows; and y again, if
// requested.
WORKBENCH_EXPORT const char* workbench_activate_backward(const Arguments* arguments, const Tensor* y_gradient, const Tensor* x_gradient,
                                                         const Tensor* bias_gradient, const Tensor* y) {
    return guarded([&] { backward_all(*arguments, *y_gradient, *x_gradient, *bias_gradient, *y); });
}
