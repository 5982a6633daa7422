// The operators workbench::embedding and workbench::embedding_gradient.
// Idea: the gradient's rows are added up in the order of the tokens, by tasks that own some columns of the result: however often a token
// occurs, the tasks have the same work, and no two write to one number. As a sparse tensor the gradient has the rows of the tokens that
// occur and nothing else: added to the dense gradient that a tied head has given, it touches only these.
// The lookup itself is libtorch's: a copy of our own was no faster (0.65 to 1.03 times as fast).
// Measured (Emerald Rapids, one thread, beside embedding_dense_backward, N x V x D): 768 x 65 x 128 16 us for 44, 2048 x 8192 x 256 675 for
// 774, 2048 x 32768 x 256 16.6 ms for 20.5, of which clearing is 15.9: there only the sparse gradient wins, 0.7 ms with its addition to a
// tied head's gradient where the dense one takes 26.6.
#include "embedding.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

#include "boundary.h"
#include "once.h"
#include "operators.h"
#include "registry.h"
#include "tensor_rows.h"

namespace workbench::embedding {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr long TaskColumns = 64;
constexpr int64_t None = -1;  // no padding; no slot

Tensor checked_tokens(const Tensor& tokens, int64_t vocabulary) {
    const auto flat = tokens.contiguous();
    const auto* numbers = flat.data_ptr<int64_t>();
    bool outside = false;
    for (int64_t i = 0; i < flat.numel(); i++) outside |= uint64_t(numbers[i]) >= uint64_t(vocabulary);
    for (int64_t i = 0; outside && i < flat.numel(); i++)
        TORCH_CHECK(numbers[i] >= 0 && numbers[i] < vocabulary, "embedding: token ", i, " is ", numbers[i], "; allowed are 0 to ", vocabulary - 1);
    return flat;
}

void check(const Tensor& weight, const Tensor& tokens) {
    TORCH_CHECK(weight.scalar_type() == at::kFloat && weight.dim() == 2, "embedding: a weight is float32 [V, D], not ", weight.scalar_type(), " ",
                weight.sizes());
    TORCH_CHECK(tokens.scalar_type() == at::kLong && tokens.device() == weight.device(), "embedding: tokens are int64 on the weight's device");
}

std::vector<int64_t> output_sizes(const Tensor& tokens, int64_t width) {
    auto sizes = tokens.sizes().vec();
    sizes.push_back(width);
    return sizes;
}

Tensor embedding_cpu(const Tensor& weight, const Tensor& tokens, int64_t, bool) {
    check(weight, tokens);
    checked_tokens(tokens, weight.size(0));
    return at::embedding(weight, tokens);
}

Tensor embedding_meta(const Tensor& weight, const Tensor& tokens, int64_t, bool) {
    check(weight, tokens);
    return at::empty(output_sizes(tokens, weight.size(1)), weight.options());
}

// A matrix of zeros, to which the gradient's rows are added where `slots` says.
Tensor added_up(const int64_t* slots, const Tensor& gradient, long rows) {
    const auto kernel = WORKBENCH_VARIANTS(accumulate).chosen();
    const long count = gradient.size(0), width = gradient.size(1), leading = gradient.stride(0);
    auto out = at::zeros({rows, width}, gradient.options());
    const auto* from = gradient.data_ptr<float>();
    auto* to = out.data_ptr<float>();
    each_task(ceil_div(width, TaskColumns), double(count) * width, [&](long task) {
        kernel(slots, count, from, leading, task * TaskColumns, std::min(width, (task + 1) * TaskColumns), to, width);
    });
    return out;
}

Tensor gradient_cpu(const Tensor& gradient, const Tensor& tokens, int64_t vocabulary, int64_t padding, bool sparse) {
    TORCH_CHECK(gradient.scalar_type() == at::kFloat && gradient.dim() == tokens.dim() + 1 && tokens.scalar_type() == at::kLong &&
                    gradient.sizes().slice(0, tokens.dim()) == tokens.sizes(),
                "embedding: the gradient ", gradient.sizes(), " is not that of a lookup of ", tokens.sizes());
    const auto numbers = checked_tokens(tokens, vocabulary);
    const long count = numbers.numel(), width = gradient.size(-1);
    const auto rows = with_rows(gradient.reshape({count, width}));
    const auto* token = numbers.data_ptr<int64_t>();
    // Where a token's row goes: its number, among the tokens that occur where the result is sparse; nowhere for padding.
    std::vector<int64_t> slots(token, token + count), occurring;
    if (padding != None) std::replace(slots.begin(), slots.end(), padding, None);
    if (!sparse) return added_up(slots.data(), rows, vocabulary);
    occurring = slots;
    std::sort(occurring.begin(), occurring.end());
    occurring.erase(std::unique(occurring.begin(), occurring.end()), occurring.end());
    if (!occurring.empty() && occurring.front() == None) occurring.erase(occurring.begin());
    for (auto& slot : slots)
        if (slot != None) slot = std::lower_bound(occurring.begin(), occurring.end(), slot) - occurring.begin();
    const long distinct = long(occurring.size());
    auto indices = at::empty({1, distinct}, tokens.options());
    std::copy(occurring.begin(), occurring.end(), indices.data_ptr<int64_t>());
    return at::_sparse_coo_tensor_unsafe(indices, added_up(slots.data(), rows, distinct), {vocabulary, width})._coalesced_(true);
}

Tensor gradient_meta(const Tensor& gradient, const Tensor&, int64_t vocabulary, int64_t, bool) {
    return at::empty({vocabulary, gradient.size(-1)}, gradient.options());
}

using LookupSignature = Tensor(const Tensor&, const Tensor&, int64_t, bool);
using GradientSignature = Tensor(const Tensor&, const Tensor&, int64_t, int64_t, bool);

Tensor lookup(const Tensor& weight, const Tensor& tokens, int64_t padding, bool sparse) {
    static const auto handle = operator_named<LookupSignature>("embedding");
    return handle.call(weight, tokens, padding, sparse);
}

Tensor gradient_of(const Tensor& gradient, const Tensor& tokens, int64_t vocabulary, int64_t padding, bool sparse) {
    static const auto handle = operator_named<GradientSignature>("embedding_gradient");
    return handle.call(gradient, tokens, vocabulary, padding, sparse);
}

struct Lookup : torch::autograd::Function<Lookup> {
    static Tensor forward(AutogradContext* context, const Tensor& weight, const Tensor& tokens, int64_t padding, bool sparse) {
        context->save_for_backward({tokens});
        context->saved_data["vocabulary"] = weight.size(0);
        context->saved_data["padding"] = padding;
        context->saved_data["sparse"] = sparse;
        at::AutoDispatchBelowADInplaceOrView below;
        return lookup(weight, tokens, padding, sparse);
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        const auto tokens = context->get_saved_variables()[0];
        auto& saved = context->saved_data;
        const auto gradient = [&](bool sparse) {
            return gradient_of(gradients[0], tokens, saved["vocabulary"].toInt(), saved["padding"].toInt(), sparse);
        };
        if (!saved["sparse"].toBool()) return {gradient(false), Tensor(), Tensor(), Tensor()};
        tensor_list sparse(4);
        {
            at::AutoDispatchBelowADInplaceOrView below;
            sparse[0] = gradient(true);
        }
        return once(std::move(sparse), "embedding");
    }
};

// The gradient of a lookup is linear, and its gradient is a lookup.
struct Gradient : torch::autograd::Function<Gradient> {
    static Tensor forward(AutogradContext* context, const Tensor& gradient, const Tensor& tokens, int64_t vocabulary, int64_t padding) {
        context->save_for_backward({tokens});
        context->saved_data["padding"] = padding;
        at::AutoDispatchBelowADInplaceOrView below;
        return gradient_of(gradient, tokens, vocabulary, padding, false);
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        const auto tokens = context->get_saved_variables()[0];
        const auto padding = context->saved_data["padding"].toInt();
        auto rows = lookup(gradients[0], tokens, None, false);
        if (padding != None) rows = rows.masked_fill(tokens.eq(padding).unsqueeze(-1), 0);
        return {rows, Tensor(), Tensor(), Tensor()};
    }
};

Tensor embedding_autograd(const Tensor& weight, const Tensor& tokens, int64_t padding, bool sparse) {
    return Lookup::apply(weight, tokens, padding, sparse);
}

Tensor gradient_autograd(const Tensor& gradient, const Tensor& tokens, int64_t vocabulary, int64_t padding, bool sparse) {
    if (!sparse) return Gradient::apply(gradient, tokens, vocabulary, padding);
    at::AutoDispatchBelowADInplaceOrView below;
    return gradient_of(gradient, tokens, vocabulary, padding, true);
}

void install() {
    static Operators operators;
    operators.schemas.def("embedding(Tensor weight, Tensor tokens, int padding_idx, bool sparse) -> Tensor");
    operators.schemas.def("embedding_gradient(Tensor gradient, Tensor tokens, int vocabulary, int padding_idx, bool sparse) -> Tensor");
    operators.cpu.impl("embedding", TORCH_FN(embedding_cpu));
    operators.cpu.impl("embedding_gradient", TORCH_FN(gradient_cpu));
    operators.meta.impl("embedding", TORCH_FN(embedding_meta));
    operators.meta.impl("embedding_gradient", TORCH_FN(gradient_meta));
    operators.autograd.impl("embedding", TORCH_FN(embedding_autograd));
    operators.autograd.impl("embedding_gradient", TORCH_FN(gradient_autograd));
}

Kernel kernel("embedding", install);

}  // namespace
}  // namespace workbench::embedding

// padding_idx is -1 where there is none. *result is a new tensor, which the caller owns.
WORKBENCH_EXPORT const char* workbench_embedding(const at::Tensor* weight, const at::Tensor* tokens, int64_t padding_idx, int sparse,
                                                 at::Tensor** result) {
    return workbench::guarded([&] { *result = new at::Tensor(workbench::embedding::lookup(*weight, *tokens, padding_idx, sparse != 0)); });
}
