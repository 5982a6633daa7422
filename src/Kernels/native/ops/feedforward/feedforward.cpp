// The operators workbench::activate and workbench::activate_backward: f(x + bias), and the gated f(a + bias) (b + bias), of float32.
// Measured (Emerald Rapids, AVX-512, one thread, rows of 512, 768 of them): gelu 1284 us by plain operators, 283 here, forward and backward
// 826 and 637; SwiGLU 396 and 104, 1075 and 294. As the last step of each tile of the product instead it won nothing: with gradients
// product and pass took 0.89 to 1.11 of that time, mostly within 4 %.
#include "feedforward.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "boundary.h"
#include "maybe.h"
#include "once.h"
#include "operators.h"
#include "registry.h"
#include "row_blocks.h"
#include "tensor_rows.h"

namespace workbench::feedforward {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double WorkPerNumber = 30;

void check(const Tensor& x, const Tensor& bias, int64_t function, bool gated) {
    TORCH_CHECK(x.dim() >= 1 && x.scalar_type() == at::kFloat && x.layout() == at::kStrided, "workbench::activate takes float32 of at least one dimension");
    TORCH_CHECK(function >= 0 && function < FunctionCount, "workbench::activate: there is no function ", function);
    TORCH_CHECK(!gated || x.size(-1) % 2 == 0, "workbench::activate: the halves of ", x.size(-1), " differ");
    TORCH_CHECK(!bias.defined() || (bias.scalar_type() == at::kFloat && bias.dim() == 1 && bias.size(0) == x.size(-1)), "workbench::activate: bias is ",
                bias.sizes(), ", not [", x.size(-1), "]");
}

at::DimVector activated_sizes(const Tensor& x, bool gated) {
    at::DimVector sizes(x.sizes());
    if (gated) sizes.back() /= 2;
    return sizes;
}

Tensor activate_cpu(const Tensor& x, const MaybeTensor& bias, int64_t function, bool gated) {
    check(x, given(bias), function, gated);
    Tensor held;
    const Tensor shift = given(bias).defined() ? given(bias).contiguous() : Tensor();
    const Rows from = rows_of(x, held);
    const auto y = at::empty(activated_sizes(x, gated), x.options());
    const long rows = row_count(x), inner = y.size(-1);
    const auto kernel = WORKBENCH_VARIANTS(forward).chosen();
    each_rows(rows, x.size(-1), WorkPerNumber * rows * inner, [&](long begin, long end) {
        kernel(Function(function), gated, from, shift.defined() ? shift.data_ptr<float>() : nullptr, inner, begin, end, y.data_ptr<float>());
    });
    return y;
}

Tensor activate_meta(const Tensor& x, const MaybeTensor& bias, int64_t function, bool gated) {
    check(x, given(bias), function, gated);
    return at::empty(activated_sizes(x, gated), x.options());
}

std::tuple<Tensor, Tensor> activate_backward_cpu(const Tensor& y_gradient, const Tensor& x, const MaybeTensor& bias, int64_t function, bool gated,
                                                 bool learned) {
    check(x, given(bias), function, gated);
    TORCH_CHECK(y_gradient.sizes() == at::IntArrayRef(activated_sizes(x, gated)) && y_gradient.scalar_type() == at::kFloat,
                "workbench::activate_backward: a gradient ", y_gradient.sizes(), " beside x ", x.sizes());
    Tensor held, held_gradient;
    const Tensor shift = given(bias).defined() ? given(bias).contiguous() : Tensor();
    const Rows from = rows_of(x, held), above = rows_of(y_gradient, held_gradient);
    const auto x_gradient = at::empty(x.sizes(), x.options());
    const auto bias_gradient = learned ? at::empty({x.size(-1)}, x.options()) : Tensor();
    const long rows = row_count(x), width = x.size(-1), inner = y_gradient.size(-1);
    const auto kernel = WORKBENCH_VARIANTS(backward).chosen();
    const RowBlocks blocks(rows, learned ? width : 0, 0);
    blocks.each(WorkPerNumber * rows * inner, [&](long begin, long end, float* sums) {
        kernel(Function(function), gated, above, from, shift.defined() ? shift.data_ptr<float>() : nullptr, inner, begin, end,
               x_gradient.data_ptr<float>(), sums);
    });
    if (learned) blocks.total(0, width, bias_gradient.data_ptr<float>());
    return {x_gradient, bias_gradient};
}

std::tuple<Tensor, Tensor> activate_backward_meta(const Tensor&, const Tensor& x, const MaybeTensor&, int64_t, bool, bool learned) {
    return {at::empty(x.sizes(), x.options()), learned ? at::empty({x.size(-1)}, x.options()) : Tensor()};
}

Tensor activate_dispatched(const Tensor& x, const MaybeTensor& bias, int64_t function, bool gated) {
    static const auto handle = operator_named<Tensor(const Tensor&, const MaybeTensor&, int64_t, bool)>("activate");
    return handle.call(x, bias, function, gated);
}

std::tuple<Tensor, Tensor> activate_backward(const Tensor& y_gradient, const Tensor& x, const MaybeTensor& bias, int64_t function, bool gated, bool learned) {
    static const auto handle = operator_named<std::tuple<Tensor, Tensor>(const Tensor&, const Tensor&, const MaybeTensor&, int64_t, bool, bool)>("activate_backward");
    return handle.call(y_gradient, x, bias, function, gated, learned);
}

// Kept for backward: x, of which f and its slope are made again.
struct Activate : torch::autograd::Function<Activate> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const MaybeTensor& bias, int64_t function, bool gated) {
        context->saved_data["function"] = function;
        context->saved_data["gated"] = gated;
        context->saved_data["learned"] = given(bias).defined() && given(bias).requires_grad();
        context->save_for_backward({x, given(bias)});
        at::AutoDispatchBelowADInplaceOrView below;
        return activate_dispatched(x, bias, function, gated);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto& data = context->saved_data;
        const auto saved = context->get_saved_variables();
        at::AutoDispatchBelowADInplaceOrView below;
        auto [x, bias] = activate_backward(gradients[0], saved[0], maybe(saved[1]), data["function"].toInt(),
                                           data["gated"].toBool(), data["learned"].toBool());
        return once({x, bias, Tensor(), Tensor()}, "feedforward");
    }
};

Tensor activate_autograd(const Tensor& x, const MaybeTensor& bias, int64_t function, bool gated) { return Activate::apply(x, bias, function, gated); }

void install() {
    static Operators operators;
    operators.schemas.def("activate(Tensor x, Tensor? bias, int function, bool gated) -> Tensor");
    operators.cpu.impl("activate", TORCH_FN(activate_cpu));
    operators.meta.impl("activate", TORCH_FN(activate_meta));
    operators.autograd.impl("activate", TORCH_FN(activate_autograd));
    operators.schemas.def("activate_backward(Tensor y_gradient, Tensor x, Tensor? bias, int function, bool gated, bool learned) -> (Tensor, Tensor)");
    operators.cpu.impl("activate_backward", TORCH_FN(activate_backward_cpu));
    operators.meta.impl("activate_backward", TORCH_FN(activate_backward_meta));
}

Kernel kernel("feedforward", install);

}  // namespace
}  // namespace workbench::feedforward

using namespace workbench;
using namespace workbench::feedforward;

// bias may be null. *y is a new tensor, which the caller owns.
WORKBENCH_EXPORT const char* workbench_activate(const Tensor* x, const Tensor* bias, int function, int gated, Tensor** y) {
    return guarded([&] { *y = new Tensor(activate_dispatched(*x, maybe(bias), function, gated != 0)); });
}
