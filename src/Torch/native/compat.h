// What differs between libtorch 1.13 and 2.x, and nothing else. The 2.x branches are written from its headers and unverified.
#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/version.h>

#if TORCH_VERSION_MAJOR >= 2
#define WT_LIBTORCH_2 1
#else
#define WT_LIBTORCH_2 0
#endif

namespace wt::compat {

// Wraps the outputs of a custom function so that they point at its node.
inline torch::autograd::optional_variable_list wrap_outputs(
    const torch::autograd::variable_list& inputs,
    const std::unordered_set<at::TensorImpl*>& non_differentiable,
    const std::unordered_set<at::TensorImpl*>& dirty,
    const at::ArrayRef<c10::optional<at::Tensor>> outputs,
    const std::shared_ptr<torch::autograd::Node>& node)
{
    auto no_forward_mode = [](torch::autograd::variable_list, torch::autograd::variable_list) -> torch::autograd::variable_list {
        TORCH_CHECK(false, "forward-mode differentiation is not available for custom functions");
    };
#if WT_LIBTORCH_2
    auto view_as_self = [](const at::Tensor& x) -> at::Tensor { return x.view_as(x); };
    return torch::autograd::_wrap_outputs(inputs, non_differentiable, dirty, outputs, node, no_forward_mode, {}, view_as_self, false);
#else
    return torch::autograd::_wrap_outputs(inputs, non_differentiable, dirty, outputs, node, no_forward_mode);
#endif
}

// A tensor hook is a std::function in both; the register call moved behind a const tensor in 2.x.
inline unsigned register_hook(const at::Tensor& tensor, std::function<at::Tensor(const at::Tensor&)> hook)
{
    return tensor.register_hook(std::move(hook));
}

} // namespace wt::compat
