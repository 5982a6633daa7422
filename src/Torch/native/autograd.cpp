// Gradients: modes, the engine, gradients of tensors, tensor hooks.
#include "compat.h"
#include "guard.h"
#include "handles.h"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>

namespace {

torch::autograd::variable_list list_of(at::Tensor* const* handles, int64_t count, const char* name)
{
    torch::autograd::variable_list list;
    list.reserve(count);
    for (int64_t k = 0; k < count; ++k) {
        if (!handles[k])
            throw wt::MissingArgument(name);
        list.push_back(*handles[k]);
    }
    return list;
}

// Gradients of outputs may be absent: an undefined tensor stands for ones.
torch::autograd::variable_list optional_list_of(at::Tensor* const* handles, int64_t count)
{
    torch::autograd::variable_list list;
    list.reserve(count);
    for (int64_t k = 0; k < count; ++k)
        list.push_back(handles[k] ? *handles[k] : at::Tensor());
    return list;
}

} // namespace

WT_API int32_t wt_grad_mode_get() { return at::GradMode::is_enabled(); }
WT_API void wt_grad_mode_set(int32_t enabled) { at::GradMode::set_enabled(enabled != 0); }

WT_API int32_t wt_inference_mode_get() { return c10::InferenceMode::is_enabled(); }

WT_API int32_t wt_inference_guard_new(int32_t enabled, void** guard)
{
    return wt::guarded([&] { *guard = new c10::InferenceMode(enabled != 0); });
}

WT_API void wt_inference_guard_delete(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

WT_API int32_t wt_anomaly_get() { return torch::autograd::AnomalyMode::is_enabled(); }
WT_API int32_t wt_anomaly_check_nan() { return torch::autograd::AnomalyMode::should_check_nan(); }
WT_API void wt_anomaly_set(int32_t enabled, int32_t check_nan) { torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0); }

WT_API int32_t wt_backward(at::Tensor* const* outputs, int64_t output_count, at::Tensor* const* gradients, int64_t gradient_count,
    at::Tensor* const* inputs, int64_t input_count, int32_t retain_graph, int32_t create_graph)
{
    return wt::guarded([&] {
        torch::autograd::backward(list_of(outputs, output_count, "tensors"), optional_list_of(gradients, gradient_count),
            retain_graph != 0, create_graph != 0, list_of(inputs, input_count, "inputs"));
    });
}

// `results` has room for one handle an input; an unused input gets null.
WT_API int32_t wt_grad(at::Tensor* const* outputs, int64_t output_count, at::Tensor* const* inputs, int64_t input_count,
    at::Tensor* const* gradients, int64_t gradient_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, at::Tensor** results)
{
    return wt::guarded([&] {
        auto found = torch::autograd::grad(list_of(outputs, output_count, "outputs"), list_of(inputs, input_count, "inputs"),
            optional_list_of(gradients, gradient_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (size_t k = 0; k < found.size(); ++k)
            results[k] = wt::own_if_defined(found[k]);
    });
}

WT_API int32_t wt_gradient_get(const at::Tensor* tensor, at::Tensor** gradient)
{
    return wt::guarded([&] { *gradient = wt::own_if_defined(tensor->grad()); });
}

WT_API int32_t wt_gradient_set(at::Tensor* tensor, const at::Tensor* gradient)
{
    return wt::guarded([&] {
        if (!gradient) {
            tensor->mutable_grad().reset();
            return;
        }
        TORCH_CHECK(gradient->sizes() == tensor->sizes(), "a gradient has the shape of its tensor: ", tensor->sizes(), ", not ", gradient->sizes());
        TORCH_CHECK(gradient->scalar_type() == tensor->scalar_type(), "a gradient has the dtype of its tensor");
        tensor->mutable_grad() = *gradient;
    });
}

WT_API int32_t wt_requires_grad_set(at::Tensor* tensor, int32_t required)
{
    return wt::guarded([&] { tensor->set_requires_grad(required != 0); });
}

// What the managed side gives for a hook. `call` gets a handle it owns and returns through `result` null (keep the gradient)
// or a handle that it gives away; it returns 0, or the token of the exception it carries.
struct Hook {
    int64_t (*call)(void* state, at::Tensor* gradient, at::Tensor** result);
    void (*release)(void* state);
    void* state;
    ~Hook() { release(state); }
};

WT_API int32_t wt_hook_register(at::Tensor* tensor, int64_t (*call)(void*, at::Tensor*, at::Tensor**), void (*release)(void*), void* state, uint32_t* position)
{
    auto hook = std::shared_ptr<Hook>(new Hook{call, release, state});
    return wt::guarded([&] {
        *position = wt::compat::register_hook(*tensor, [hook](const at::Tensor& gradient) -> at::Tensor {
            at::Tensor* changed = nullptr;
            if (auto token = hook->call(hook->state, wt::own_if_defined(gradient), &changed))
                throw wt::CallbackError(token);
            if (!changed)
                return at::Tensor();
            at::Tensor result = std::move(*changed);
            delete changed;
            wt::live_handles.fetch_sub(1, std::memory_order_relaxed);
            return result;
        });
    });
}

WT_API int32_t wt_hook_remove(at::Tensor* tensor, uint32_t position)
{
    return wt::guarded([&] { tensor->remove_hook(position); });
}
