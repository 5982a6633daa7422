// The operators workbench::norm, with its gradient, and workbench::norm_backward: LayerNorm, RMSNorm and ScaleNorm over the last dimension,
// of a sum where a branch is given. Idea: see norms.simd.cpp; above it tasks of rows that threads share, and sums over rows by blocks.
// Measured (Emerald Rapids, AVX-512, one thread, 768 x 128, with the residual addition): LayerNorm 131 us by plain operators, 40 here;
// forward and backward 275 and 128; RMSNorm 316 and 36, 1212 and 108. More in docs/kernels.md.
#include "norms.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "boundary.h"
#include "maybe.h"
#include "once.h"
#include "operators.h"
#include "registry.h"
#include "row_blocks.h"
#include "tensor_rows.h"

namespace workbench::norms {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using Three = std::tuple<Tensor, Tensor, Tensor>;

constexpr double WorkPerNumber = 8;

void check(const Tensor& x, const Tensor& branch, const Tensor& weight, const Tensor& bias) {
    TORCH_CHECK(x.dim() >= 1, "workbench::norm needs a dimension to normalise over");
    const auto width = x.size(-1);
    const auto plain = [&](const Tensor& t) { return !t.defined() || (t.scalar_type() == at::kFloat && t.layout() == at::kStrided); };
    TORCH_CHECK(plain(x) && plain(branch) && plain(weight) && plain(bias), "workbench::norm takes float32");
    TORCH_CHECK(!branch.defined() || branch.sizes() == x.sizes(), "workbench::norm: branch is ", branch.sizes(), " beside x ", x.sizes());
    TORCH_CHECK(!weight.defined() || (weight.dim() == 1 && (weight.size(0) == width || weight.size(0) == 1)), "workbench::norm: weight is ",
                weight.sizes(), ", not [", width, "] or [1]");
    TORCH_CHECK(!bias.defined() || (bias.dim() == 1 && bias.size(0) == width), "workbench::norm: bias is ", bias.sizes(), ", not [", width, "]");
}

struct Held {
    Tensor weight, bias;
    Parameters parameters;

    Held(const Tensor& x, const Tensor& given_weight, const Tensor& given_bias, bool centred, double epsilon)
        : weight(given_weight.defined() ? given_weight.contiguous() : given_weight), bias(given_bias.defined() ? given_bias.contiguous() : given_bias) {
        const long width = x.size(-1);
        parameters = {width, centred, float(epsilon), weight.defined() ? weight.data_ptr<float>() : nullptr,
                      weight.defined() && weight.size(0) == width, bias.defined() ? bias.data_ptr<float>() : nullptr};
    }
};

Three norm_cpu(const Tensor& x, const MaybeTensor& branch, const MaybeTensor& weight, const MaybeTensor& bias, bool centred, double epsilon,
               bool keep_sum) {
    check(x, given(branch), given(weight), given(bias));
    TORCH_CHECK(!keep_sum || given(branch).defined(), "workbench::norm: without a branch there is no sum to keep");
    const Held held(x, given(weight), given(bias), centred, epsilon);
    Tensor held_x, held_branch;
    const Rows from = rows_of(x, held_x), other = rows_of(given(branch), held_branch);
    const long rows = row_count(x), width = x.size(-1);
    const auto y = at::empty(x.sizes(), x.options());
    const auto sum = keep_sum ? at::empty(x.sizes(), x.options()) : Tensor();
    const auto statistics = at::empty({rows, statistics_of(centred)}, x.options());
    const auto kernel = WORKBENCH_VARIANTS(forward).chosen();
    float* const sums = keep_sum ? sum.data_ptr<float>() : nullptr;
    each_rows(rows, width, WorkPerNumber * rows * width, [&](long begin, long end) {
        kernel(held.parameters, from, other, begin, end, sums, y.data_ptr<float>(), statistics.data_ptr<float>());
    });
    return {sum, y, statistics};
}

Three norm_meta(const Tensor& x, const MaybeTensor& branch, const MaybeTensor& weight, const MaybeTensor& bias, bool centred, double, bool keep_sum) {
    check(x, given(branch), given(weight), given(bias));
    return {keep_sum ? at::empty(x.sizes(), x.options()) : Tensor(), at::empty(x.sizes(), x.options()),
            at::empty({row_count(x), statistics_of(centred)}, x.options())};
}

Three norm_backward_cpu(const Tensor& y_gradient, const MaybeTensor& sum_gradient, const Tensor& x, const MaybeTensor& branch,
                        const MaybeTensor& weight, const Tensor& statistics, bool centred, double epsilon, bool learned) {
    const Held held(x, given(weight), Tensor(), centred, epsilon);
    check(x, given(branch), given(weight), Tensor());
    check(y_gradient, given(sum_gradient), Tensor(), Tensor());
    const long rows = row_count(x), width = x.size(-1);
    TORCH_CHECK(y_gradient.sizes() == x.sizes() && statistics.is_contiguous() && statistics.numel() == rows * statistics_of(centred),
                "workbench::norm_backward: a gradient ", y_gradient.sizes(), " and statistics ", statistics.sizes(), " beside x ", x.sizes());
    Tensor held_x, held_branch, held_gradient, held_sum;
    const Rows from = rows_of(x, held_x), other = rows_of(given(branch), held_branch), above = rows_of(y_gradient, held_gradient),
               passing = rows_of(given(sum_gradient), held_sum);
    const auto x_gradient = at::empty(x.sizes(), x.options());
    const long weights = held.parameters.each ? width : 1, biases = centred ? width : 0;
    auto weight_gradient = learned ? at::empty({weights}, x.options()) : Tensor();
    auto bias_gradient = learned && centred ? at::empty({biases}, x.options()) : Tensor();
    const auto kernel = WORKBENCH_VARIANTS(backward).chosen();
    const RowBlocks blocks(rows, learned ? weights + biases : 0, 0);
    blocks.each(2 * WorkPerNumber * rows * width, [&](long begin, long end, float* sums) {
        kernel(held.parameters, from, other, above, passing, statistics.data_ptr<float>(), begin, end, x_gradient.data_ptr<float>(), sums,
               sums && centred ? sums + weights : nullptr);
    });
    if (learned) blocks.total(0, weights, weight_gradient.data_ptr<float>());
    if (learned && centred) blocks.total(weights, biases, bias_gradient.data_ptr<float>());
    return {x_gradient, weight_gradient, bias_gradient};
}

Three norm_backward_meta(const Tensor&, const MaybeTensor&, const Tensor& x, const MaybeTensor&, const MaybeTensor& weight, const Tensor&,
                         bool centred, double, bool learned) {
    const auto weights = given(weight).defined() ? given(weight).size(0) : 1;
    return {at::empty(x.sizes(), x.options()), learned ? at::empty({weights}, x.options()) : Tensor(),
            learned && centred ? at::empty({x.size(-1)}, x.options()) : Tensor()};
}

Three dispatched(const Tensor& x, const MaybeTensor& branch, const MaybeTensor& weight, const MaybeTensor& bias, bool centred, double epsilon,
                 bool keep_sum) {
    static const auto handle =
        operator_named<Three(const Tensor&, const MaybeTensor&, const MaybeTensor&, const MaybeTensor&, bool, double, bool)>("norm");
    return handle.call(x, branch, weight, bias, centred, epsilon, keep_sum);
}

Three backward_dispatched(const Tensor& y_gradient, const MaybeTensor& sum_gradient, const Tensor& x, const MaybeTensor& branch,
                          const MaybeTensor& weight, const Tensor& statistics, bool centred, double epsilon, bool learned) {
    static const auto handle = operator_named<Three(const Tensor&, const MaybeTensor&, const Tensor&, const MaybeTensor&, const MaybeTensor&,
                                                    const Tensor&, bool, double, bool)>("norm_backward");
    return handle.call(y_gradient, sum_gradient, x, branch, weight, statistics, centred, epsilon, learned);
}

// Kept for backward: the sum where it goes on anyway, else what it was made of.
struct Norm : torch::autograd::Function<Norm> {
    static variable_list forward(AutogradContext* context, const Tensor& x, const MaybeTensor& branch, const MaybeTensor& weight,
                                 const MaybeTensor& bias, bool centred, double epsilon, bool keep_sum) {
        const auto learned = [](const Tensor& t) { return t.defined() && t.requires_grad(); };
        context->set_materialize_grads(false);
        context->saved_data["centred"] = centred;
        context->saved_data["epsilon"] = epsilon;
        context->saved_data["learned"] = learned(given(weight)) || learned(given(bias));
        context->saved_data["branch"] = given(branch).defined();
        context->saved_data["bias"] = given(bias).defined();
        at::AutoDispatchBelowADInplaceOrView below;
        auto [sum, y, statistics] = dispatched(x, branch, weight, bias, centred, epsilon, keep_sum);
        context->save_for_backward({keep_sum ? sum : x, keep_sum ? Tensor() : given(branch), given(weight), statistics});
        return keep_sum ? variable_list{sum, y} : variable_list{y};
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto& data = context->saved_data;
        const auto saved = context->get_saved_variables();
        const auto sum_gradient = gradients.size() == 2 ? gradients[0] : Tensor();
        const auto y_gradient = gradients.back();
        variable_list result(7);
        if (y_gradient.defined()) {
            at::AutoDispatchBelowADInplaceOrView below;
            auto [x, weight, bias] = backward_dispatched(y_gradient, maybe(sum_gradient), saved[0], maybe(saved[1]), maybe(saved[2]), saved[3],
                                                         data["centred"].toBool(), data["epsilon"].toDouble(), data["learned"].toBool());
            result[0] = x;
            if (saved[2].defined()) result[2] = weight;
            if (data["bias"].toBool()) result[3] = bias;  // not where there is none: the kernel makes it all the same
        } else {
            result[0] = sum_gradient;
        }
        if (data["branch"].toBool()) result[1] = result[0];
        return once(std::move(result), "norms");
    }
};

Three norm_autograd(const Tensor& x, const MaybeTensor& branch, const MaybeTensor& weight, const MaybeTensor& bias, bool centred, double epsilon,
                    bool keep_sum) {
    auto outputs = Norm::apply(x, branch, weight, bias, centred, epsilon, keep_sum);
    return {keep_sum ? outputs[0] : Tensor(), outputs.back(), Tensor()};
}

void install() {
    static Operators operators;
    // The third result is what backward wants to know of each row; above autograd it is not given.
    operators.schemas.def("norm(Tensor x, Tensor? branch, Tensor? weight, Tensor? bias, bool centred, float epsilon, bool keep_sum) -> (Tensor, Tensor, Tensor)");
    operators.cpu.impl("norm", TORCH_FN(norm_cpu));
    operators.meta.impl("norm", TORCH_FN(norm_meta));
    operators.autograd.impl("norm", TORCH_FN(norm_autograd));
    operators.schemas.def(
        "norm_backward(Tensor y_gradient, Tensor? sum_gradient, Tensor x, Tensor? branch, Tensor? weight, Tensor statistics, bool centred, "
        "float epsilon, bool learned) -> (Tensor, Tensor, Tensor)");
    operators.cpu.impl("norm_backward", TORCH_FN(norm_backward_cpu));
    operators.meta.impl("norm_backward", TORCH_FN(norm_backward_meta));
}

Kernel kernel("norms", install);

}  // namespace
}  // namespace workbench::norms

using namespace workbench;
using namespace workbench::norms;

// branch, weight and bias may be null. *y and, where `sum` is no null, *sum are new tensors, which the caller owns.
WORKBENCH_EXPORT const char* workbench_norm(const Tensor* x, const Tensor* branch, const Tensor* weight, const Tensor* bias, int centred,
                                            double epsilon, Tensor** sum, Tensor** y) {
    return guarded([&] {
        auto [kept, normed, statistics] = dispatched(*x, maybe(branch), maybe(weight), maybe(bias), centred != 0, epsilon, sum != nullptr);
        auto result = std::make_unique<Tensor>(std::move(normed));
        if (sum) *sum = new Tensor(std::move(kept));
        *y = result.release();
    });
}
