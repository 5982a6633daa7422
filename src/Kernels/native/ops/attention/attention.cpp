// The operators workbench::attention (queries, keys and values apart) and workbench::self_attention (one packed projection, rotated inside),
// with their gradients.
// Idea: one call for scores, bias, mask, softmax, dropout and the weighted sum, in memory that grows with T and not with T x T. The packed form
// also saves the copies that would take a projection apart and its gradient together again.
// Measured (bench.cpp, two cores of an Emerald Rapids Xeon, AVX-512): see docs/kernels.md.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "boundary.h"
#include "once.h"
#include "operators.h"
#include "parallel.h"
#include "registry.h"
#include "run.h"
#include "tensor_rows.h"
#include "../rope/rope.h"

namespace workbench::attention {
namespace {

using at::IntArrayRef;
using c10::optional;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr long RotatedNumbers = 8192;  // of a task

optional<Tensor> some(const Tensor& t) { return t.defined() ? optional<Tensor>(t) : c10::nullopt; }
Tensor or_none(const optional<Tensor>& t) { return t ? *t : Tensor(); }

#define WORKBENCH_TERMS                                                                                                                        \
    double scale, bool causal, int64_t window, const optional<Tensor>&prefix, const optional<Tensor>&padding, const optional<Tensor>&bias,     \
        const optional<Tensor>&relative, double dropout, int64_t seed, int64_t role, int64_t step
#define WORKBENCH_TERM_NAMES scale, causal, window, prefix, padding, bias, relative, dropout, seed, role, step
#define WORKBENCH_TERM_SCHEMA                                                                                                                  \
    "float scale, bool causal, int window, Tensor? prefix, Tensor? key_padding, Tensor? bias, Tensor? relative, float dropout, int seed, int " \
    "role, int step) -> (Tensor, Tensor)"

Terms terms_of(WORKBENCH_TERMS) {
    return {scale, causal, window, or_none(prefix), or_none(padding), or_none(bias), or_none(relative), dropout, seed, role, step};
}

std::tuple<Tensor, Tensor> attention_cpu(const Tensor& q, const Tensor& k, const Tensor& v, WORKBENCH_TERMS) {
    return attend(q, k, v, terms_of(WORKBENCH_TERM_NAMES));
}

std::tuple<Tensor, Tensor> attention_meta(const Tensor& q, const Tensor& k, const Tensor& v, WORKBENCH_TERMS) {
    check(q, k, v, terms_of(WORKBENCH_TERM_NAMES));
    return {tokens_first(q.size(0), q.size(1), q.size(2), q.size(3), q.options()), at::empty({q.size(0), q.size(1), q.size(2)}, q.options())};
}

using AttentionSignature = std::tuple<Tensor, Tensor>(const Tensor&, const Tensor&, const Tensor&, double, bool, int64_t, const optional<Tensor>&,
                                                      const optional<Tensor>&, const optional<Tensor>&, const optional<Tensor>&, double, int64_t,
                                                      int64_t, int64_t);

std::tuple<Tensor, Tensor> attention_dispatched(const Tensor& q, const Tensor& k, const Tensor& v, WORKBENCH_TERMS) {
    static const auto handle = operator_named<AttentionSignature>("attention");
    return handle.call(q, k, v, WORKBENCH_TERM_NAMES);
}

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

void rotate(const Tensor& from, const Tensor& to, const Rotary& rotary, bool inverse) {
    if (from.numel() == 0) return;
    Tensor held[4];
    const Rows in = rows_of(from, held[0]), out = rows_of(to, held[1]), cosine = rows_of(rotary.cosine, held[2]), sine = rows_of(rotary.sine, held[3]);
    TORCH_INTERNAL_ASSERT(held[1].is_same(to));
    const auto kernel = rope::chosen_rotate();
    const long width = from.size(3), positions = from.size(2), rows = from.numel() / width, task = std::max(1L, RotatedNumbers / width);
    each_task((rows + task - 1) / task, 6.0 * from.numel(), [&](long i) {
        kernel(rotary.interleaved, inverse, in, cosine, sine, positions, width / 2, i * task, std::min(rows, (i + 1) * task), out);
    });
}

// Queries and keys turned into a tensor of their own, which nobody keeps: the backward pass turns them again.
Parts turned_parts(const Tensor& qkv, int64_t heads, const Rotary& rotary) {
    auto parts = parts_of(qkv, heads);
    if (!rotary.cosine.defined()) return parts;
    const auto groups = parts.k.size(1);
    const auto turned = tokens_first(qkv.size(0), heads + groups, qkv.size(1), qkv.size(3), qkv.options());
    rotate(parts.turned, turned, rotary, false);
    return {turned.narrow(1, 0, heads), turned.narrow(1, heads, groups), parts.v, turned};
}

#define WORKBENCH_ROTARY const optional<Tensor>&cosine, const optional<Tensor>&sine, bool interleaved
#define WORKBENCH_ROTARY_NAMES cosine, sine, interleaved

Rotary rotary_of(WORKBENCH_ROTARY) { return {or_none(cosine), or_none(sine), interleaved}; }

std::tuple<Tensor, Tensor> self_attention_cpu(const Tensor& qkv, int64_t heads, WORKBENCH_ROTARY, WORKBENCH_TERMS) {
    const auto rotary = rotary_of(WORKBENCH_ROTARY_NAMES);
    TORCH_CHECK(qkv.scalar_type() == at::kFloat, "workbench::self_attention takes float32, not ", qkv.scalar_type());
    const auto rows = qkv.size(-1) == 1 || qkv.stride(-1) == 1 ? qkv : qkv.contiguous();
    check(rotary, rows);
    const auto parts = turned_parts(rows, heads, rotary);
    return attend(parts.q, parts.k, parts.v, terms_of(WORKBENCH_TERM_NAMES));
}

std::tuple<Tensor, Tensor> self_attention_meta(const Tensor& qkv, int64_t heads, WORKBENCH_ROTARY, WORKBENCH_TERMS) {
    const auto parts = parts_of(qkv, heads);
    return attention_meta(parts.q, parts.k, parts.v, WORKBENCH_TERM_NAMES);
}

using SelfAttentionSignature = std::tuple<Tensor, Tensor>(const Tensor&, int64_t, const optional<Tensor>&, const optional<Tensor>&, bool, double, bool,
                                                          int64_t, const optional<Tensor>&, const optional<Tensor>&, const optional<Tensor>&,
                                                          const optional<Tensor>&, double, int64_t, int64_t, int64_t);

std::tuple<Tensor, Tensor> self_attention_dispatched(const Tensor& qkv, int64_t heads, WORKBENCH_ROTARY, WORKBENCH_TERMS) {
    static const auto handle = operator_named<SelfAttentionSignature>("self_attention");
    return handle.call(qkv, heads, WORKBENCH_ROTARY_NAMES, WORKBENCH_TERM_NAMES);
}

void save(AutogradContext* context, const Terms& terms) {
    auto& saved = context->saved_data;
    saved["scale"] = terms.scale, saved["causal"] = terms.causal, saved["window"] = terms.window, saved["dropout"] = terms.dropout;
    saved["seed"] = terms.seed, saved["role"] = terms.role, saved["step"] = terms.step;
}

Terms saved_terms(AutogradContext* context, const Tensor* four) {
    auto& saved = context->saved_data;
    return {saved["scale"].toDouble(), saved["causal"].toBool(), saved["window"].toInt(), four[0], four[1], four[2], four[3],
            saved["dropout"].toDouble(), saved["seed"].toInt(), saved["role"].toInt(), saved["step"].toInt()};
}

struct Attention : torch::autograd::Function<Attention> {
    static tensor_list forward(AutogradContext* context, const Tensor& q, const Tensor& k, const Tensor& v, const optional<Tensor>& bias,
                               const optional<Tensor>& relative, const Terms& terms) {
        at::AutoDispatchBelowADInplaceOrView below;
        auto [out, logsumexp] = attention_dispatched(q, k, v, terms.scale, terms.causal, terms.window, some(terms.prefix), some(terms.padding), bias, relative,
                                                     terms.dropout, terms.seed, terms.role, terms.step);
        save(context, terms);
        context->save_for_backward({q, k, v, out, logsumexp, terms.prefix, terms.padding, or_none(bias), or_none(relative)});
        context->mark_non_differentiable({logsumexp});
        context->set_materialize_grads(false);
        return {out, logsumexp};
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        tensor_list made(6);
        if (!gradients[0].defined()) return made;
        const auto saved = context->get_saved_variables();
        const auto &q = saved[0], &k = saved[1], &v = saved[2];
        {
            at::AutoDispatchBelowADInplaceOrView below;
            made[0] = at::empty_like(q, q.options(), at::MemoryFormat::Contiguous);
            made[1] = at::empty_like(k, k.options(), at::MemoryFormat::Contiguous);
            made[2] = at::empty_like(v, v.options(), at::MemoryFormat::Contiguous);
            // An optional tensor that is not there has no edge.
            const bool has_bias = saved[7].defined(), has_relative = saved[8].defined();
            auto rest = attend_backward(gradients[0], q, k, v, saved[3], saved[4], saved_terms(context, &saved[5]), made[0], made[1], made[2],
                                        has_bias && context->needs_input_grad(3), has_relative && context->needs_input_grad(has_bias ? 4 : 3));
            made[3] = rest.d_bias, made[4] = rest.d_relative;
        }
        return once(std::move(made), "attention");
    }
};

std::tuple<Tensor, Tensor> attention_autograd(const Tensor& q, const Tensor& k, const Tensor& v, WORKBENCH_TERMS) {
    auto made = Attention::apply(q, k, v, bias, relative, terms_of(WORKBENCH_TERM_NAMES));
    return {made[0], made[1]};
}

struct SelfAttention : torch::autograd::Function<SelfAttention> {
    static tensor_list forward(AutogradContext* context, const Tensor& qkv, const optional<Tensor>& bias, const optional<Tensor>& relative, int64_t heads,
                               const Rotary& rotary, const Terms& terms) {
        at::AutoDispatchBelowADInplaceOrView below;
        auto [out, logsumexp] = self_attention_dispatched(qkv, heads, some(rotary.cosine), some(rotary.sine), rotary.interleaved, terms.scale, terms.causal, terms.window,
                                                          some(terms.prefix), some(terms.padding), bias, relative, terms.dropout, terms.seed, terms.role, terms.step);
        save(context, terms);
        context->saved_data["heads"] = heads;
        context->saved_data["interleaved"] = rotary.interleaved;
        context->save_for_backward({qkv, out, logsumexp, terms.prefix, terms.padding, or_none(bias), or_none(relative), rotary.cosine, rotary.sine});
        context->mark_non_differentiable({logsumexp});
        context->set_materialize_grads(false);
        return {out, logsumexp};
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        tensor_list made(6);
        if (!gradients[0].defined()) return made;
        const auto saved = context->get_saved_variables();
        const auto heads = context->saved_data["heads"].toInt();
        const Rotary rotary{saved[7], saved[8], context->saved_data["interleaved"].toBool()};
        {
            at::AutoDispatchBelowADInplaceOrView below;
            const auto& qkv = saved[0];
            const auto in = turned_parts(qkv.size(-1) == 1 || qkv.stride(-1) == 1 ? qkv : qkv.contiguous(), heads, rotary);
            made[0] = at::empty_like(qkv, qkv.options(), at::MemoryFormat::Contiguous);
            const auto to = parts_of(made[0], heads);
            const bool has_bias = saved[5].defined(), has_relative = saved[6].defined();
            auto rest = attend_backward(gradients[0], in.q, in.k, in.v, saved[1], saved[2], saved_terms(context, &saved[3]), to.q, to.k, to.v,
                                        has_bias && context->needs_input_grad(1), has_relative && context->needs_input_grad(has_bias ? 2 : 1));
            if (rotary.cosine.defined()) rotate(to.turned, to.turned, rotary, true);
            made[1] = rest.d_bias, made[2] = rest.d_relative;
        }
        return once(std::move(made), "attention");
    }
};

std::tuple<Tensor, Tensor> self_attention_autograd(const Tensor& qkv, int64_t heads, WORKBENCH_ROTARY, WORKBENCH_TERMS) {
    auto made = SelfAttention::apply(qkv, bias, relative, heads, rotary_of(WORKBENCH_ROTARY_NAMES), terms_of(WORKBENCH_TERM_NAMES));
    return {made[0], made[1]};
}

void install() {
    static Operators operators;
    operators.schemas.def("attention(Tensor q, Tensor k, Tensor v, " WORKBENCH_TERM_SCHEMA);
    operators.cpu.impl("attention", TORCH_FN(attention_cpu));
    operators.meta.impl("attention", TORCH_FN(attention_meta));
    operators.autograd.impl("attention", TORCH_FN(attention_autograd));
    operators.schemas.def("self_attention(Tensor qkv, int heads, Tensor? cosine, Tensor? sine, bool interleaved, " WORKBENCH_TERM_SCHEMA);
    operators.cpu.impl("self_attention", TORCH_FN(self_attention_cpu));
    operators.meta.impl("self_attention", TORCH_FN(self_attention_meta));
    operators.autograd.impl("self_attention", TORCH_FN(self_attention_autograd));
}

Kernel kernel("attention", install, [] { return std::string(name(instruction_set())); });

}  // namespace
}  // namespace workbench::attention

using namespace workbench::attention;

// The terms as C# hands them over: null for a tensor that is not there.
struct WorkbenchAttentionTerms {
    double scale;
    int64_t causal, window;
    const at::Tensor *prefix, *padding, *bias, *relative;
    double dropout;
    int64_t seed, role, step;
};

namespace {

c10::optional<at::Tensor> given(const at::Tensor* t) { return t ? c10::optional<at::Tensor>(*t) : c10::nullopt; }

template <class Operator>
at::Tensor with_terms(const WorkbenchAttentionTerms& terms, Operator op) {
    return std::get<0>(op(terms.scale, terms.causal != 0, terms.window, given(terms.prefix), given(terms.padding), given(terms.bias),
                          given(terms.relative), terms.dropout, terms.seed, terms.role, terms.step));
}

}  // namespace

// *result is a new tensor [B, H, T, K], which the caller owns.
WORKBENCH_EXPORT const char* workbench_attention(const at::Tensor* q, const at::Tensor* k, const at::Tensor* v, const WorkbenchAttentionTerms* terms,
                                                 at::Tensor** result) {
    return workbench::guarded([&] {
        *result = new at::Tensor(with_terms(*terms, [&](auto&&... rest) { return attention_dispatched(*q, *k, *v, rest...); }));
    });
}

// The tables are both null, or both there.
WORKBENCH_EXPORT const char* workbench_self_attention(const at::Tensor* qkv, int64_t heads, const at::Tensor* cosine, const at::Tensor* sine,
                                                      int64_t interleaved, const WorkbenchAttentionTerms* terms, at::Tensor** result) {
    return workbench::guarded([&] {
        *result = new at::Tensor(with_terms(*terms, [&](auto&&... rest) {
            return self_attention_dispatched(*qkv, heads, given(cosine), given(sine), interleaved != 0, rest...);
        }));
    });
}
