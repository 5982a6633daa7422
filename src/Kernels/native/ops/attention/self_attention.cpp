// The operator workbench::self_attention with its gradient: attention on one packed projection, whose queries and keys are rotated inside.
// Idea: no copies that would take the projection apart and its gradient together again, and none of what was rotated is kept.
#include "boundary.h"
#include "once.h"
#include "operators.h"
#include "tensor_rows.h"
#include "terms.h"
#include "../rope/rotate.h"

namespace workbench::attention {
namespace {

// Rotary tables [at least T, K / 2]; undefined where nothing is turned.
struct Rotary {
    Tensor cosine, sine;
    bool interleaved;
};

// The parts of a packed projection [B, T, H + 2 G, K] as [B, heads, T, K], in place.
struct Parts {
    Tensor q, k, v, turned;  // turned: q and k together
};

Parts parts_of(const Tensor& qkv, int64_t heads) {
    TORCH_CHECK(qkv.dim() == 4 && heads >= 1 && qkv.size(2) > heads && (qkv.size(2) - heads) % 2 == 0,
                "workbench::self_attention takes [B, T, H + 2 G, K], not ", qkv.sizes(), " with ", heads, " heads");
    const auto groups = (qkv.size(2) - heads) / 2;
    const auto by_head = qkv.transpose(1, 2);
    return {by_head.narrow(1, 0, heads), by_head.narrow(1, heads, groups), by_head.narrow(1, heads + groups, groups), by_head.narrow(1, 0, heads + groups)};
}

void check(const Rotary& rotary, const Tensor& qkv) {
    if (!rotary.cosine.defined()) return;
    for (const auto* table : {&rotary.cosine, &rotary.sine})
        TORCH_CHECK(table->defined() && table->scalar_type() == at::kFloat && table->dim() == 2 && table->size(0) >= qkv.size(1) &&
                        2 * table->size(1) == qkv.size(3), "workbench::self_attention: rotary tables are float32 [T, K / 2]");
}

// Queries and keys turned into a tensor of their own, which nobody keeps: the backward pass turns them again.
Parts turned_parts(const Tensor& packed, int64_t heads, const Rotary& rotary) {
    const auto qkv = with_rows(packed);
    const auto parts = parts_of(qkv, heads);
    if (!rotary.cosine.defined()) return parts;
    const auto groups = parts.k.size(1);
    const auto turned = tokens_first(qkv.size(0), heads + groups, qkv.size(1), qkv.size(3), qkv.options());
    rope::rotate(parts.turned, rotary.cosine, rotary.sine, rotary.interleaved, false, turned);
    return {turned.narrow(1, 0, heads), turned.narrow(1, heads, groups), parts.v, turned};
}

std::tuple<Tensor, Tensor> on_cpu(const Tensor& qkv, int64_t heads, const MaybeTensor& cosine, const MaybeTensor& sine, bool interleaved,
                                  WORKBENCH_TERMS) {
    const Rotary rotary{given(cosine), given(sine), interleaved};
    TORCH_CHECK(qkv.scalar_type() == at::kFloat, "workbench::self_attention takes float32, not ", qkv.scalar_type());
    check(rotary, qkv);
    const auto parts = turned_parts(qkv, heads, rotary);
    return attend(parts.q, parts.k, parts.v, WORKBENCH_GATHERED_TERMS);
}

std::tuple<Tensor, Tensor> on_meta(const Tensor& qkv, int64_t heads, const MaybeTensor&, const MaybeTensor&, bool, WORKBENCH_TERMS) {
    const auto parts = parts_of(qkv, heads);
    return shaped(parts.q, parts.k, parts.v, WORKBENCH_GATHERED_TERMS);
}

std::tuple<Tensor, Tensor> dispatched(const Tensor& qkv, int64_t heads, const Rotary& rotary, const Terms& terms) {
    static const auto handle = operator_named<decltype(on_cpu)>("self_attention");
    return handle.call(qkv, heads, maybe(rotary.cosine), maybe(rotary.sine), rotary.interleaved, WORKBENCH_SPREAD_TERMS(terms));
}

struct SelfAttention : torch::autograd::Function<SelfAttention> {
    static tensor_list forward(AutogradContext* context, const MaybeTensor& bias, const MaybeTensor& relative, const Tensor& qkv, int64_t heads,
                               const Rotary& rotary, const Terms& terms) {
        context->saved_data["heads"] = heads;
        context->saved_data["interleaved"] = rotary.interleaved;
        at::AutoDispatchBelowADInplaceOrView below;
        return keep(context, dispatched(qkv, heads, rotary, terms), terms, {qkv, rotary.cosine, rotary.sine});
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        tensor_list made(6), saved;
        if (!gradients[0].defined()) return made;
        const auto rest = kept(context, saved);
        const auto heads = context->saved_data["heads"].toInt();
        const Rotary rotary{saved[1], saved[2], context->saved_data["interleaved"].toBool()};
        {
            at::AutoDispatchBelowADInplaceOrView below;
            const auto in = turned_parts(saved[0], heads, rotary);
            made[2] = at::empty_like(saved[0], saved[0].options(), at::MemoryFormat::Contiguous);
            const auto to = parts_of(made[2], heads);
            std::tie(made[0], made[1]) = attend_backward(gradients[0], in.q, in.k, in.v, rest, to.q, to.k, to.v);
            if (rotary.cosine.defined()) rope::rotate(to.turned, rotary.cosine, rotary.sine, rotary.interleaved, true, to.turned);
        }
        return once(std::move(made), "attention");
    }
};

std::tuple<Tensor, Tensor> with_gradient(const Tensor& qkv, int64_t heads, const MaybeTensor& cosine, const MaybeTensor& sine, bool interleaved,
                                         WORKBENCH_TERMS) {
    auto made = SelfAttention::apply(bias, relative, qkv, heads, Rotary{given(cosine), given(sine), interleaved}, WORKBENCH_GATHERED_TERMS);
    return {made[0], made[1]};
}

}  // namespace

void install_self_attention(Operators& operators) {
    operators.schemas.def("self_attention(Tensor qkv, int heads, Tensor? cosine, Tensor? sine, bool interleaved, " WORKBENCH_TERM_SCHEMA);
    operators.cpu.impl("self_attention", TORCH_FN(on_cpu));
    operators.meta.impl("self_attention", TORCH_FN(on_meta));
    operators.autograd.impl("self_attention", TORCH_FN(with_gradient));
}

}  // namespace workbench::attention

using namespace workbench;
using namespace workbench::attention;

// The tables are both null, or both there.
WORKBENCH_EXPORT const char* workbench_self_attention(const Tensor* qkv, int64_t heads, const Tensor* cosine, const Tensor* sine, int64_t interleaved,
                                                      const GivenTerms* terms, Tensor** result) {
    return guarded([&] {
        *result = new Tensor(std::get<0>(dispatched(*qkv, heads, {given(cosine), given(sine), interleaved != 0}, terms->gathered())));
    });
}
