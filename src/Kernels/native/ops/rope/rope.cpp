// The operator workbench::rotate: rotary position encoding of x [..., T, K] by tables of cosines and sines [T, K/2]. Idea: rope.simd.cpp.
// Measured (Emerald Rapids, AVX-512, one thread, 8 x 12 x 256 x 64): half-split 1892 us by plain operators, 605 here; interleaved 2919 and 627.
#include "rope.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "boundary.h"
#include "operators.h"
#include "registry.h"
#include "rotate.h"
#include "tensor_rows.h"

namespace workbench::rope {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double WorkPerNumber = 6;

void check(const Tensor& x, const Tensor& cosine, const Tensor& sine) {
    TORCH_CHECK(x.dim() >= 2 && x.size(-1) % 2 == 0, "workbench::rotate takes [..., T, K] with an even K, not ", x.sizes());
    const auto table = [&](const Tensor& t) { return t.dim() == 2 && t.size(0) == x.size(-2) && t.size(1) == x.size(-1) / 2 && t.scalar_type() == at::kFloat; };
    TORCH_CHECK(x.scalar_type() == at::kFloat && table(cosine) && table(sine), "workbench::rotate takes float32 tables [", x.size(-2), ", ", x.size(-1) / 2,
                "], not ", cosine.sizes(), " and ", sine.sizes());
}

Tensor rotate_cpu(const Tensor& x, const Tensor& cosine, const Tensor& sine, bool interleaved, bool inverse) {
    check(x, cosine, sine);
    const auto y = at::empty(x.sizes(), x.options());
    rotate(x, cosine, sine, interleaved, inverse, y);
    return y;
}

Tensor rotate_meta(const Tensor& x, const Tensor& cosine, const Tensor& sine, bool, bool) {
    check(x, cosine, sine);
    return at::empty(x.sizes(), x.options());
}

Tensor dispatched(const Tensor& x, const Tensor& cosine, const Tensor& sine, bool interleaved, bool inverse) {
    static const auto handle = operator_named<Tensor(const Tensor&, const Tensor&, const Tensor&, bool, bool)>("rotate");
    return handle.call(x, cosine, sine, interleaved, inverse);
}

// Linear in x: the gradient is the rotation by the negative angles, and so is the gradient's. The tables are constants.
struct Rotate : torch::autograd::Function<Rotate> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& cosine, const Tensor& sine, bool interleaved, bool inverse) {
        TORCH_CHECK(!cosine.requires_grad() && !sine.requires_grad(), "workbench::rotate has no gradient of its tables");
        context->saved_data["interleaved"] = interleaved;
        context->saved_data["inverse"] = inverse;
        context->save_for_backward({cosine, sine});
        at::AutoDispatchBelowADInplaceOrView below;
        return dispatched(x, cosine, sine, interleaved, inverse);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto tables = context->get_saved_variables();
        auto& data = context->saved_data;
        return {dispatched(gradients[0], tables[0], tables[1], data["interleaved"].toBool(), !data["inverse"].toBool()), Tensor(), Tensor(), Tensor(), Tensor()};
    }
};

Tensor rotate_autograd(const Tensor& x, const Tensor& cosine, const Tensor& sine, bool interleaved, bool inverse) {
    return Rotate::apply(x, cosine, sine, interleaved, inverse);
}

void install() {
    static Operators operators;
    operators.schemas.def("rotate(Tensor x, Tensor cosine, Tensor sine, bool interleaved, bool inverse) -> Tensor");
    operators.cpu.impl("rotate", TORCH_FN(rotate_cpu));
    operators.meta.impl("rotate", TORCH_FN(rotate_meta));
    operators.autograd.impl("rotate", TORCH_FN(rotate_autograd));
}

Kernel kernel("rope", install);

}  // namespace

void rotate(const Tensor& x, const Tensor& cosine, const Tensor& sine, bool interleaved, bool inverse, const Tensor& y) {
    if (x.numel() == 0) return;
    Tensor held[4];
    const Rows from = rows_of(x, held[0]), to = rows_of(y, held[1]), cosines = rows_of(cosine, held[2]), sines = rows_of(sine, held[3]);
    TORCH_INTERNAL_ASSERT(held[1].is_same(y));
    const auto kernel = WORKBENCH_VARIANTS(rotate).chosen();
    const long width = x.size(-1), positions = x.size(-2);
    each_rows(row_count(x), width, WorkPerNumber * x.numel(), [&](long begin, long end) {
        kernel(interleaved, inverse, from, cosines, sines, positions, width / 2, begin, end, to);
    });
}

}  // namespace workbench::rope

// *y is a new tensor, which the caller owns. The tables' rows first ... first + T - 1 are the positions of x.
WORKBENCH_EXPORT const char* workbench_rotate(const at::Tensor* x, const at::Tensor* cosine, const at::Tensor* sine, int64_t first, int interleaved,
                                              at::Tensor** y) {
    return workbench::guarded([&] {
        TORCH_CHECK(x->dim() >= 2, "workbench::rotate takes [..., T, K], not ", x->sizes());
        const auto count = x->size(-2);
        // The tables are constants: what their slices would note for autograd is not wanted.
        const auto part = [&](const at::Tensor& table) {
            at::NoGradGuard guard;
            return first == 0 && table.size(0) == count ? table : table.narrow(0, first, count);
        };
        *y = new at::Tensor(workbench::rope::dispatched(*x, part(*cosine), part(*sine), interleaved != 0, false));
    });
}
