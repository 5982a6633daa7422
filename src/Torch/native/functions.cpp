// Custom autograd functions: a graph node whose backward is managed code.
#include "compat.h"
#include "guard.h"
#include "handles.h"

#include <torch/csrc/autograd/saved_variable.h>

namespace {

// `backward` gets `input_count` handles it owns (null: undefined) and writes `output_count` handles that it gives away
// (null: no gradient); it returns 0, or the token of the exception it carries.
using Backward = int64_t (*)(void* state, at::Tensor** inputs, int64_t input_count, at::Tensor** outputs, int64_t output_count);
using Release = void (*)(void* state);

struct ManagedNode : torch::autograd::Node {
    ManagedNode(Backward backward, Release released, void* state) : backward(backward), released(released), state(state) {}
    ~ManagedNode() override { released(state); }

    torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override
    {
        std::vector<at::Tensor*> inputs;
        for (auto& gradient : gradients)
            inputs.push_back(wt::own_if_defined(std::move(gradient)));
        std::vector<at::Tensor*> outputs(num_outputs(), nullptr);
        auto token = backward(state, inputs.data(), static_cast<int64_t>(inputs.size()), outputs.data(), static_cast<int64_t>(outputs.size()));
        torch::autograd::variable_list results;
        for (auto* output : outputs) {
            results.push_back(output ? std::move(*output) : at::Tensor());
            if (output) {
                delete output;
                wt::live_handles.fetch_sub(1, std::memory_order_relaxed);
            }
        }
        if (token)
            throw wt::CallbackError(token);
        return results;
    }

    void release_variables() override
    {
        std::lock_guard<std::mutex> lock(mutex_);
        for (auto& variable : saved)
            variable.reset_data();
        variables_released = true;
    }

    Backward backward;
    Release released;
    void* state;
    std::vector<torch::autograd::SavedVariable> saved;
    bool variables_released = false;
};

using NodeHandle = std::shared_ptr<ManagedNode>;

torch::autograd::variable_list list_of(at::Tensor* const* handles, int64_t count)
{
    torch::autograd::variable_list list;
    for (int64_t k = 0; k < count; ++k)
        list.push_back(handles[k] ? *handles[k] : at::Tensor());
    return list;
}

std::unordered_set<at::TensorImpl*> set_of(at::Tensor* const* handles, int64_t count)
{
    std::unordered_set<at::TensorImpl*> set;
    for (int64_t k = 0; k < count; ++k)
        if (handles[k])
            set.insert(handles[k]->unsafeGetTensorImpl());
    return set;
}

} // namespace

// A new node whose next edges are the graph of `inputs`. The caller holds the returned handle until the outputs are wrapped.
WT_API int32_t wt_function_new(Backward backward, Release released, void* state, at::Tensor* const* inputs, int64_t count, int32_t executable, NodeHandle** made)
{
    NodeHandle node(new ManagedNode(backward, released, state), torch::autograd::deleteNode);
    return wt::guarded([&] {
        if (executable)
            node->set_next_edges(torch::autograd::collect_next_edges(list_of(inputs, count)));
        node->clear_input_metadata();
        *made = new NodeHandle(node);
    });
}

WT_API void wt_function_delete(NodeHandle* node) { delete node; }

// Outputs that belong to the node, one a raw output.
WT_API int32_t wt_function_wrap(NodeHandle* node, at::Tensor* const* inputs, int64_t input_count, at::Tensor* const* outputs, int64_t output_count,
    at::Tensor* const* dirty, int64_t dirty_count, at::Tensor* const* constant, int64_t constant_count, int32_t executable, at::Tensor** wrapped)
{
    return wt::guarded([&] {
        std::vector<c10::optional<at::Tensor>> raw;
        for (int64_t k = 0; k < output_count; ++k)
            raw.push_back(outputs[k] ? c10::optional<at::Tensor>(*outputs[k]) : c10::nullopt);
        // What forward changed in place has a new version, so that a value saved before is recognised as stale.
        for (int64_t k = 0; k < dirty_count; ++k)
            dirty[k]->unsafeGetTensorImpl()->bump_version();
        auto results = wt::compat::wrap_outputs(list_of(inputs, input_count), set_of(constant, constant_count), set_of(dirty, dirty_count), raw,
            executable ? std::static_pointer_cast<torch::autograd::Node>(*node) : nullptr);
        for (size_t k = 0; k < results.size(); ++k)
            wrapped[k] = results[k] ? wt::own_if_defined(*results[k]) : nullptr;
    });
}

// Keeps tensors for backward the way the engine wants it: no cycle for an output, a version check for an input.
WT_API int32_t wt_function_save(NodeHandle* node, at::Tensor* const* tensors, int64_t count)
{
    return wt::guarded([&] {
        auto& saved = (*node)->saved;
        saved.clear();
        for (int64_t k = 0; k < count; ++k) {
            bool is_output = tensors[k] && tensors[k]->grad_fn() == *node;
            saved.emplace_back(tensors[k] ? c10::optional<at::Tensor>(*tensors[k]) : c10::nullopt, is_output);
        }
    });
}

// In backward the node is known by its address alone: it is alive while it runs.
WT_API void* wt_function_address(NodeHandle* node) { return node->get(); }

WT_API int32_t wt_function_saved(void* address, at::Tensor** tensors, int64_t count)
{
    return wt::guarded([&] {
        auto* node = static_cast<ManagedNode*>(address);
        TORCH_CHECK(!node->variables_released, torch::autograd::ERR_BACKWARD_TWICE);
        auto self = std::static_pointer_cast<torch::autograd::Node>(node->shared_from_this());
        for (int64_t k = 0; k < count; ++k)
            tensors[k] = wt::own_if_defined(node->saved[k].unpack(self));
    });
}
