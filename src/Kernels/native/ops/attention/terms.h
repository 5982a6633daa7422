// Everything but q, k and v as the operators' schemas, autograd and C hand it over.
#pragma once
#include <torch/csrc/autograd/custom_function.h>

#include "maybe.h"
#include "run.h"

namespace workbench::attention {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

#define WORKBENCH_TERMS                                                                                                                        \
    double scale, bool causal, int64_t window, const MaybeTensor& prefix, const MaybeTensor& padding, const MaybeTensor& bias,                 \
        const MaybeTensor& relative, double dropout, int64_t seed, int64_t role, int64_t step
#define WORKBENCH_TERM_SCHEMA                                                                                                                  \
    "float scale, bool causal, int window, Tensor? prefix, Tensor? key_padding, Tensor? bias, Tensor? relative, float dropout, int seed, int " \
    "role, int step) -> (Tensor, Tensor)"
#define WORKBENCH_GATHERED_TERMS                                                                                                               \
    Terms { scale, causal, window, given(prefix), given(padding), given(bias), given(relative), dropout, seed, role, step }
#define WORKBENCH_SPREAD_TERMS(terms)                                                                                                          \
    terms.scale, terms.causal, terms.window, maybe(terms.prefix), maybe(terms.padding), maybe(terms.bias), maybe(terms.relative), terms.dropout,\
        terms.seed, terms.role, terms.step

// The terms as C# hands them over: null for a tensor that is not there.
struct GivenTerms {
    double scale;
    int64_t causal, window;
    const Tensor *prefix, *padding, *bias, *relative;
    double dropout;
    int64_t seed, role, step;

    Terms gathered() const {
        return {scale, causal != 0, window, given(prefix), given(padding), given(bias), given(relative), dropout, seed, role, step};
    }
};

// What both forward passes end with: everything is kept for the backward pass, and only the first result has a gradient.
inline tensor_list keep(AutogradContext* context, const std::tuple<Tensor, Tensor>& made, const Terms& terms, const tensor_list& inputs) {
    const auto& [out, logsumexp] = made;
    auto& saved = context->saved_data;
    saved["scale"] = terms.scale, saved["causal"] = terms.causal, saved["window"] = terms.window, saved["dropout"] = terms.dropout;
    saved["seed"] = terms.seed, saved["role"] = terms.role, saved["step"] = terms.step;
    tensor_list all{out, logsumexp, terms.prefix, terms.padding, terms.bias, terms.relative};
    all.insert(all.end(), inputs.begin(), inputs.end());
    context->save_for_backward(std::move(all));
    context->mark_non_differentiable({logsumexp});
    context->set_materialize_grads(false);
    return {out, logsumexp};
}

// `inputs` become those that were kept. Bias and relative terms come first among what is differentiated; one that is not there has no edge.
inline Kept kept(AutogradContext* context, tensor_list& inputs) {
    auto& saved = context->saved_data;
    const auto all = context->get_saved_variables();
    inputs.assign(all.begin() + 6, all.end());
    const bool has_bias = all[4].defined(), has_relative = all[5].defined();
    return {all[0], all[1],
            {saved["scale"].toDouble(), saved["causal"].toBool(), saved["window"].toInt(), all[2], all[3], all[4], all[5],
             saved["dropout"].toDouble(), saved["seed"].toInt(), saved["role"].toInt(), saved["step"].toInt()},
            has_bias && context->needs_input_grad(0), has_relative && context->needs_input_grad(has_bias ? 1 : 0)};
}

}  // namespace workbench::attention
