// LayerNorm, RMSNorm and ScaleNorm over the last dimension, optionally of x + branch, and their gradients. Idea: see norms.simd.cpp; this
// file divides the rows into tasks, and sums over rows by blocks. Measured: docs/kernels.md.
#include "norms.h"

#include "row_blocks.h"
#include "tensor_rows.h"

namespace workbench::norms {
namespace {

constexpr double WorkPerNumber = 8;

// Arguments from C#; absent tensors have no data.
struct Arguments {
    Tensor x, branch, weight, bias;
    double epsilon;
    int64_t centred;

    Parameters parameters() const {
        const long width = x.size(-1);
        return {width, centred != 0, float(epsilon), weight.data(), weight.defined() && weight.size(0) == width, bias.data()};
    }
};

void forward_all(const Arguments& a, const Tensor& sum, const Tensor& y, const Tensor& statistics) {
    const Rows from = rows_of(a.x), other = rows_of(a.branch);
    const long rows = row_count(a.x), width = a.x.size(-1);
    const auto kernel = WORKBENCH_VARIANTS(forward).chosen();
    const auto parameters = a.parameters();
    each_rows(rows, width, WorkPerNumber * rows * width, [&](long begin, long end) {
        kernel(parameters, from, other, begin, end, sum.data(), y.data(), statistics.data());
    });
}

void backward_all(const Arguments& a, const Tensor& statistics, const Tensor& y_gradient, const Tensor& sum_gradient, const Tensor& x_gradient,
                  const Tensor& weight_gradient, const Tensor& bias_gradient) {
    const long rows = row_count(a.x), width = a.x.size(-1);
    const Rows from = rows_of(a.x), other = rows_of(a.branch), above = rows_of(y_gradient), passing = rows_of(sum_gradient);
    const bool learned = weight_gradient.defined(), centred = a.centred != 0;
    const auto parameters = a.parameters();
    const long weights = parameters.each ? width : 1, biases = centred ? width : 0;
    const auto kernel = WORKBENCH_VARIANTS(backward).chosen();
    const RowBlocks blocks(rows, learned ? weights + biases : 0, 0);
    blocks.each(2 * WorkPerNumber * rows * width, [&](long begin, long end, float* sums) {
        kernel(parameters, from, other, above, passing, statistics.data(), begin, end, x_gradient.data(), sums, sums && centred ? sums + weights : nullptr);
    });
    if (learned) blocks.total(0, weights, weight_gradient.data());
    if (learned && centred) blocks.total(weights, biases, bias_gradient.data());
}

}  // namespace
}  // namespace workbench::norms

using namespace workbench;
using namespace workbench::norms;

// Writes y, sum (may be absent) and statistics [rows, statistics_of(centred)], which are contiguous.
WORKBENCH_EXPORT const char* workbench_norm(const Arguments* arguments, const Tensor* sum, const Tensor* y, const Tensor* statistics) {
    return guarded([&] { forward_all(*arguments, *sum, *y, *statistics); });
}

// sum_gradient may be absent; weight_gradient and bias_gradient are both absent if neither is learned. x_gradient is also the gradient of
// the branch.
WORKBENCH_EXPORT const char* workbench_norm_backward(const Arguments* arguments, const Tensor* statistics, const Tensor* y_gradient,
                                                     const Tensor* sum_gradient, const Tensor* x_gradient, const Tensor* weight_gradient,
                                                     const Tensor* bias_gradient) {
    return guarded([&] { backward_all(*arguments, *statistics, *y_gradient, *sum_gradient, *x_gradient, *weight_gradient, *bias_gradient); });
}
