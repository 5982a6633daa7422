// x W' + b and its gradients, for which torch.nn.functional.linear needs up to four operators, and eight in the backward pass. The bias is
// added while a tile of the product is in registers; its gradient is summed by blocks of rows.
#include "../gemm/product.h"

#include <algorithm>

#include "linear.h"
#include "row_blocks.h"
#include "tensor_rows.h"

namespace workbench::linear {
namespace {

constexpr int SumSlot = 30;  // of scratch()

// A contiguous x [..., K] as one matrix.
gemm::Matrix matrix(const Tensor& x, bool transposed = false) { return {x.data(), std::max(1L, x.size(-1)), transposed}; }

auto product(bool bf16) { return bf16 ? gemm::bf16_product : gemm::chosen_product; }

void bias_gradient(const Tensor& y_gradient, float* out) {
    const long width = y_gradient.size(-1), rows = row_count(y_gradient);
    const float* const from = y_gradient.data();
    const auto add = WORKBENCH_VARIANTS(add_rows).chosen();
    const RowBlocks blocks(rows, width, SumSlot);
    blocks.each(4.0 * rows * width, [&](long begin, long end, float* sums) { add(from + begin * width, end - begin, width, sums); });
    blocks.total(0, width, out);
}

}  // namespace
}  // namespace workbench::linear

using namespace workbench;
using namespace workbench::linear;

// y [..., N] = x [..., K] weight' [K, N] + bias [N]. All are contiguous; an absent bias has no data. With `bf16` the factors are rounded.
WORKBENCH_EXPORT const char* workbench_linear(const Tensor* x, const Tensor* weight, const Tensor* bias, const Tensor* y, int bf16) {
    return guarded([&] {
        const long outputs = weight->size(0), inputs = weight->size(1);
        product(bf16)(y->numel() / std::max(1L, outputs), outputs, inputs, matrix(*x), matrix(*weight, true), 0, y->data(), outputs,
                      bias->data());
    });
}

// Computes the gradients that are present from the gradient of y.
WORKBENCH_EXPORT const char* workbench_linear_backward(const Tensor* x, const Tensor* weight, const Tensor* y_gradient,
                                                       const Tensor* x_gradient, const Tensor* weight_gradient,
                                                       const Tensor* bias_gradient, int bf16) {
    return guarded([&] {
        const long outputs = weight->size(0), inputs = weight->size(1), rows = y_gradient->numel() / std::max(1L, outputs);
        if (x_gradient->defined())
            product(bf16)(rows, inputs, outputs, matrix(*y_gradient), matrix(*weight), 0, x_gradient->data(), inputs, nullptr);
        if (weight_gradient->defined())
            product(bf16)(outputs, inputs, rows, matrix(*y_gradient, true), matrix(*x), 0, weight_gradient->data(), inputs, nullptr);
        if (bias_gradient->defined()) linear::bias_gradient(*y_gradient, bias_gradient->data());
    });
}
