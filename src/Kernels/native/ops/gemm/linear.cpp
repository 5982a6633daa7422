// aten::linear of float32 CPU tensors as one step of autograd. The library's own is up to four operators (transpose, view, product, view), each
// with a node and views of its own again when gradients flow: of what a small model's step costs beside products
// and kernels a tenth was theirs.
// The gradient is made of differentiable operators, so it can be differentiated again. What is not dense float32 on the CPU, or has one
// dimension, or carries forward gradients, takes the library's own.
#include <ATen/ATen.h>
#include <ATen/ops/linear_native.h>
#include <c10/util/Optional.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "maybe.h"
#include "plain.h"

namespace workbench::gemm {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

Tensor rows_of(const Tensor& x) { return x.dim() == 2 ? x : x.reshape({-1, x.size(-1)}); }

// x [..., K], weight [N, K], bias [N].
Tensor multiplied(const Tensor& x, const Tensor& weight, const MaybeTensor& bias) {
    const auto rows = rows_of(x);
    const auto out = bias ? at::addmm(*bias, rows, weight.t()) : at::mm(rows, weight.t());
    if (x.dim() == 2) return out;
    auto sizes = x.sizes().vec();
    sizes.back() = weight.size(0);
    return out.view(sizes);
}

struct Linear : torch::autograd::Function<Linear> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const MaybeTensor& bias) {
        at::AutoDispatchBelowADInplaceOrView below;
        context->save_for_backward({x, weight});
        context->saved_data["has_bias"] = bias.has_value();
        return multiplied(x, weight, bias);
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        tensor_list made(3);
        if (!gradients[0].defined()) return made;
        c10::optional<at::AutoDispatchBelowADInplaceOrView> below;
        if (!at::GradMode::is_enabled()) below.emplace();
        const auto saved = context->get_saved_variables();
        const auto rows = rows_of(gradients[0]);
        if (context->needs_input_grad(0)) made[0] = rows.mm(saved[1]).view_as(saved[0]);
        if (context->needs_input_grad(1)) made[1] = rows.t().mm(rows_of(saved[0]));
        // An optional tensor that is not there has no edge.
        if (context->saved_data["has_bias"].toBool() && context->needs_input_grad(2)) made[2] = rows.sum(0);
        return made;
    }
};

bool fits(const Tensor& x, const Tensor& weight, const MaybeTensor& bias) {
    const auto serves = [](const Tensor& t) { return t.defined() && plain(t) && !t._fw_grad(0).defined(); };
    return serves(x) && serves(weight) && x.dim() >= 2 && weight.dim() == 2 && x.size(-1) == weight.size(1) && x.numel() > 0 && weight.numel() > 0 &&
           (!bias || (serves(*bias) && bias->dim() == 1 && bias->size(0) == weight.size(0)));
}

Tensor linear(const Tensor& x, const Tensor& weight, const MaybeTensor& bias) {
    return fits(x, weight, bias) ? Linear::apply(x, weight, bias) : at::native::linear(x, weight, bias);
}

}  // namespace

void install_linear() {
    static torch::Library library(torch::Library::IMPL, "aten", c10::DispatchKey::AutogradCPU, __FILE__, __LINE__);
    library.impl("linear", TORCH_FN(linear));
}

}  // namespace workbench::gemm
