// Gradients that cannot be differentiated again: asking for it is an error with words, where a tensor without history would silently
// leave terms out.
#pragma once
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/functions/basic_ops.h>

#include <memory>
#include <string>

namespace workbench {

// What a backward function returns, after it has computed `gradients` below autograd.
inline torch::autograd::variable_list once(torch::autograd::variable_list gradients, const char* kernel) {
    if (!at::GradMode::is_enabled()) return gradients;
    auto refuse = std::make_shared<torch::autograd::DelayedError>(
        std::string("the ") + kernel + " kernel's gradient cannot be differentiated again; WORKBENCH_KERNELS=" + kernel +
            "=off takes plain operators, which can",
        int64_t(gradients.size()));
    // Every gradient gets a history whose only step is the refusal.
    for (auto& gradient : gradients)
        if (gradient.defined()) gradient = gradient.detach().requires_grad_();
    return (*refuse)(std::move(gradients));
}

}  // namespace workbench
