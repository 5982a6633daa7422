// The operator workbench::attention (queries, keys and values apart) with its gradient; self_attention.cpp has the packed form.
// Idea: one call for scores, bias, mask, softmax, dropout and the weighted sum, in memory that grows with T and not with T x T.
// Measured (bench.cpp, two cores of an Emerald Rapids Xeon, AVX-512): see docs/kernels.md.
#include "boundary.h"
#include "once.h"
#include "operators.h"
#include "registry.h"
#include "terms.h"

namespace workbench::attention {

void install_self_attention(Operators& operators);

namespace {

std::tuple<Tensor, Tensor> on_cpu(const Tensor& q, const Tensor& k, const Tensor& v, WORKBENCH_TERMS) {
    return attend(q, k, v, WORKBENCH_GATHERED_TERMS);
}

std::tuple<Tensor, Tensor> on_meta(const Tensor& q, const Tensor& k, const Tensor& v, WORKBENCH_TERMS) {
    return shaped(q, k, v, WORKBENCH_GATHERED_TERMS);
}

std::tuple<Tensor, Tensor> dispatched(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms) {
    static const auto handle = operator_named<decltype(on_cpu)>("attention");
    return handle.call(q, k, v, WORKBENCH_SPREAD_TERMS(terms));
}

struct Attention : torch::autograd::Function<Attention> {
    static tensor_list forward(AutogradContext* context, const MaybeTensor& bias, const MaybeTensor& relative, const Tensor& q, const Tensor& k,
                               const Tensor& v, const Terms& terms) {
        at::AutoDispatchBelowADInplaceOrView below;
        return keep(context, dispatched(q, k, v, terms), terms, {q, k, v});
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        tensor_list made(6), in;
        if (!gradients[0].defined()) return made;
        const auto rest = kept(context, in);
        {
            at::AutoDispatchBelowADInplaceOrView below;
            for (int i = 0; i < 3; i++) made[2 + i] = at::empty_like(in[i], in[i].options(), at::MemoryFormat::Contiguous);
            std::tie(made[0], made[1]) = attend_backward(gradients[0], in[0], in[1], in[2], rest, made[2], made[3], made[4]);
        }
        return once(std::move(made), "attention");
    }
};

std::tuple<Tensor, Tensor> with_gradient(const Tensor& q, const Tensor& k, const Tensor& v, WORKBENCH_TERMS) {
    auto made = Attention::apply(bias, relative, q, k, v, WORKBENCH_GATHERED_TERMS);
    return {made[0], made[1]};
}

void install() {
    static Operators operators;
    operators.schemas.def("attention(Tensor q, Tensor k, Tensor v, " WORKBENCH_TERM_SCHEMA);
    operators.cpu.impl("attention", TORCH_FN(on_cpu));
    operators.meta.impl("attention", TORCH_FN(on_meta));
    operators.autograd.impl("attention", TORCH_FN(with_gradient));
    install_self_attention(operators);
}

Kernel kernel("attention", install);

}  // namespace
}  // namespace workbench::attention

using namespace workbench::attention;

// *result is a new tensor [B, H, T, K], which the caller owns.
WORKBENCH_EXPORT const char* workbench_attention(const Tensor* q, const Tensor* k, const Tensor* v, const GivenTerms* terms, Tensor** result) {
    return workbench::guarded([&] { *result = new Tensor(std::get<0>(dispatched(*q, *k, *v, terms->gathered()))); });
}
