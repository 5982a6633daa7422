// The operators workbench::attention (queries, keys and values apart) and workbench::self_attention (one packed projection, rotated inside),
// with their gradients.
// Idea: one call for scores, bias, mask, softmax, dropout and the weighted sum, in memory that grows with T and not with T x T. The packed form
// also saves the copies that would take a projection apart and its gradient together again.
#include "attention.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

#include "boundary.h"
#include "once.h"
#include "operators.h"
#include "parallel.h"
#include "registry.h"

namespace workbench::attention {
namespace {

using at::IntArrayRef;
using at::Tensor;
using c10::optional;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr long FewQueries = 8;       // up to here, every query by itself
constexpr long DecodedKeys = 1024;   // keys a task of those
constexpr long BackwardTasks = 8;    // wanted at least, so that threads have something to share
constexpr int ScratchSlot = 0, KeySlot = 1, ValueSlot = 2;

// Everything but q, k and v. Tensors may be undefined.
struct Terms {
    double scale;
    bool causal;
    int64_t window;
    Tensor prefix, padding, bias, relative;
    double dropout;
    int64_t seed, role, step;
};

View view(const Tensor& t) { return {t.data_ptr<float>(), t.stride(0), t.stride(1), t.stride(2)}; }
MutableView mutable_view(const Tensor& t) { return {t.data_ptr<float>(), t.stride(0), t.stride(1), t.stride(2)}; }
Tensor with_rows(const Tensor& t) { return t.size(3) == 1 || t.stride(3) == 1 ? t : t.contiguous(); }

// [B, T, heads, K] in memory, seen as [B, heads, T, K]: what the output projection reads is contiguous.
Tensor tokens_first(long batch, long heads, long tokens, long width, const at::TensorOptions& options) {
    return at::empty({batch, tokens, heads, width}, options).permute({0, 2, 1, 3});
}

void check(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms) {
    for (const auto* t : {&q, &k, &v})
        TORCH_CHECK(t->scalar_type() == at::kFloat && t->dim() == 4, "workbench::attention takes float32 [B, heads, T, K], not ", t->scalar_type(),
                    " of ", t->sizes());
    TORCH_CHECK(k.sizes() == v.sizes(), "workbench::attention: keys ", k.sizes(), " and values ", v.sizes(), " differ in shape");
    TORCH_CHECK(q.size(0) == k.size(0) && q.size(3) == k.size(3), "workbench::attention: queries ", q.sizes(), " do not fit keys ", k.sizes());
    TORCH_CHECK(k.size(1) > 0 && q.size(1) % k.size(1) == 0, "workbench::attention: ", k.size(1), " key/value heads do not divide ", q.size(1), " heads");
    TORCH_CHECK(q.size(3) >= 1 && q.size(3) <= 1024, "workbench::attention: the head width ", q.size(3), " is not in [1, 1024]");
    TORCH_CHECK(terms.window >= 0, "workbench::attention: window = ", terms.window, " is negative");
    TORCH_CHECK(terms.dropout >= 0 && terms.dropout <= 1, "workbench::attention: dropout = ", terms.dropout, " is not in [0, 1]");
    const auto shaped = [](const Tensor& t, at::ScalarType type, IntArrayRef sizes) {
        return !t.defined() || (t.scalar_type() == type && t.sizes() == sizes);
    };
    const long batch = q.size(0), heads = q.size(1), queries = q.size(2), keys = k.size(2);
    TORCH_CHECK(shaped(terms.prefix, at::kLong, {batch}), "workbench::attention: prefix is int64 [B]");
    TORCH_CHECK(shaped(terms.padding, at::kBool, {batch, keys}), "workbench::attention: key_padding is bool [B, S]");
    TORCH_CHECK(shaped(terms.bias, at::kFloat, {heads, queries + keys - 1}), "workbench::attention: bias is float32 [H, T + S - 1]");
    TORCH_CHECK(!terms.relative.defined() || (terms.relative.dim() == 4 && terms.relative.size(3) % 2 == 1 &&
                                              shaped(terms.relative, at::kFloat, {batch, heads, queries, terms.relative.size(3)})),
                "workbench::attention: relative is float32 [B, H, T, 2 clip + 1]");
}

// Makes what is read by pointer contiguous; `terms` keeps it alive.
Problem problem_of(const Tensor& q, const Tensor& k, const Tensor& v, Terms& terms) {
    for (auto* t : {&terms.prefix, &terms.padding, &terms.bias, &terms.relative})
        if (t->defined()) *t = t->contiguous();
    Problem p{};
    p.batch = q.size(0), p.heads = q.size(1), p.groups = k.size(1), p.queries = q.size(2), p.keys = k.size(2), p.width = q.size(3);
    p.q = view(q), p.k = view(k), p.v = view(v);
    p.scale = float(terms.scale);
    p.causal = terms.causal;
    p.offset = p.keys - p.queries;
    p.window = terms.window;
    if (terms.prefix.defined()) p.prefix = terms.prefix.data_ptr<int64_t>();
    if (terms.padding.defined()) p.padding = terms.padding.data_ptr<bool>();
    if (terms.bias.defined()) p.bias = terms.bias.data_ptr<float>();
    if (terms.relative.defined()) {
        p.relative = terms.relative.data_ptr<float>();
        p.clip = (terms.relative.size(3) - 1) / 2;
    }
    p.drops = terms.dropout > 0;
    p.stream = {uint64_t(terms.seed), uint32_t(terms.role), uint32_t(terms.step)};
    p.threshold = uint64_t(std::nearbyint(terms.dropout * 4294967296.0));
    p.kept = terms.dropout < 1 ? float(1 / (1 - terms.dropout)) : 0.0f;
    return p;
}

double work_of(const Problem& p) { return 4.0 * p.batch * p.heads * p.queries * p.keys * p.width; }

// Every query by itself, its keys in chunks whose parts are put together in their order.
void decode(const Problem& p, const MutableView& out, float* logsumexp) {
    const auto kernel = WORKBENCH_VARIANTS(decode_row).chosen();
    const long chunks = std::max(1L, (p.keys + DecodedKeys - 1) / DecodedKeys), rows = p.batch * p.heads * p.queries;
    const long part = p.width + 2;
    std::vector<float> parts(rows * chunks * part);
    each_task(rows * chunks, work_of(p), [&](long task) {
        const long row = task / chunks, first = task % chunks * DecodedKeys, last = std::min(p.keys, first + DecodedKeys);
        float* made = parts.data() + task * part;
        kernel(p, row / p.queries / p.heads, row / p.queries % p.heads, row % p.queries, first, std::max(first, last), made + 2, made, made + 1,
               scratch(ScratchSlot, DecodedKeys + 16));
    });
    for (long row = 0; row < rows; row++) {
        const float* first = parts.data() + row * chunks * part;
        float highest = -HUGE_VALF, sum = 0;
        for (long c = 0; c < chunks; c++) highest = std::max(highest, first[c * part]);
        const float base = highest == -HUGE_VALF ? 0 : highest;
        float* to = out.row(row / p.queries / p.heads, row / p.queries % p.heads, row % p.queries);
        std::fill(to, to + p.width, 0.0f);
        for (long c = 0; c < chunks; c++) {
            const float factor = std::exp(first[c * part] - base);
            sum += factor * first[c * part + 1];
            for (long d = 0; d < p.width; d++) to[d] += factor * first[c * part + 2 + d];
        }
        if (sum != 0)
            for (long d = 0; d < p.width; d++) to[d] /= sum;
        logsumexp[row] = highest + std::log(sum);
    }
}

void forward(const Problem& p, const MutableView& out, float* logsumexp) {
    if (p.batch * p.heads * p.queries == 0) return;
    if (p.queries <= FewQueries && !p.drops) return decode(p, out, logsumexp);
    const auto kernel = WORKBENCH_VARIANTS(forward_tile).chosen();
    const long tiles = (p.queries + QueryTile - 1) / QueryTile;
    each_task(p.batch * p.heads * tiles, work_of(p), [&](long task) {
        // The longest first: under a causal mask those are the last tiles.
        const long tile = tiles - 1 - task / (p.batch * p.heads), head = task % (p.batch * p.heads);
        kernel(p, head / p.heads, head % p.heads, tile, out, logsumexp, scratch(ScratchSlot, forward_scratch(p)));
    });
}

void copy_rows(const float* from, long count, long width, float* to, long stride) {
    for (long t = 0; t < count; t++) memcpy(to + t * stride, from + t * width, size_t(width) * sizeof(float));
}

// Where batch x key heads are too few for the threads, the query tiles of a key head are shared out to `parts` tasks with sums of their own.
void backward(const Problem& p, Gradients g, const Tensor& d_bias) {
    if (p.batch * p.groups == 0) return;
    const auto kernel = WORKBENCH_VARIANTS(backward_tile).chosen();
    const long tiles = (p.queries + QueryTile - 1) / QueryTile, heads = p.batch * p.groups, jobs = p.shared() * tiles;
    const long parts = std::max(1L, std::min(jobs, (BackwardTasks + heads - 1) / heads));
    const long size = p.keys * p.width;
    Tensor sums, bias_sums;
    if (parts > 1) sums = at::zeros({2, heads, parts, std::max(1L, size)}, d_bias.options().dtype(at::kFloat));
    if (g.d_bias) bias_sums = at::zeros({parts, p.batch, p.heads, p.queries + p.keys - 1}, d_bias.options().dtype(at::kFloat));
    each_task(heads * parts, 2.5 * work_of(p), [&](long task) {
        const long head = task / parts, part = task % parts, b = head / p.groups, group = head % p.groups;
        float *d_k, *d_v;
        if (parts > 1) {
            d_k = sums.data_ptr<float>() + (head * parts + part) * size;
            d_v = d_k + heads * parts * size;
        } else {
            d_k = scratch(KeySlot, size);
            d_v = scratch(ValueSlot, size);
            std::fill(d_k, d_k + size, 0.0f);
            std::fill(d_v, d_v + size, 0.0f);
        }
        Gradients mine = g;
        if (g.d_bias) mine.d_bias = bias_sums.data_ptr<float>() + part * p.batch * p.heads * (p.queries + p.keys - 1);
        float* space = scratch(ScratchSlot, backward_scratch(p));
        for (long job = part; job < jobs; job += parts) kernel(p, mine, b, group * p.shared() + job / tiles, job % tiles, d_k, d_v, space);
        if (parts == 1) {
            copy_rows(d_k, p.keys, p.width, g.d_k.row(b, group, 0), g.d_k.token);
            copy_rows(d_v, p.keys, p.width, g.d_v.row(b, group, 0), g.d_v.token);
        }
    });
    if (parts > 1) {
        const auto whole = sums.sum(2);  // [2, B G, S K], in the order of the parts
        for (long head = 0; head < heads; head++) {
            const float* d_k = whole.data_ptr<float>() + head * std::max(1L, size);
            copy_rows(d_k, p.keys, p.width, g.d_k.row(head / p.groups, head % p.groups, 0), g.d_k.token);
            copy_rows(d_k + heads * size, p.keys, p.width, g.d_v.row(head / p.groups, head % p.groups, 0), g.d_v.token);
        }
    }
    if (g.d_bias) d_bias.copy_(bias_sums.sum(IntArrayRef{0, 1}));
}

// What the forward pass saves, and what the backward pass makes of it.
std::tuple<Tensor, Tensor> attend(const Tensor& q, const Tensor& k, const Tensor& v, Terms terms) {
    check(q, k, v, terms);
    const auto rows_q = with_rows(q), rows_k = with_rows(k), rows_v = with_rows(v);
    const auto p = problem_of(rows_q, rows_k, rows_v, terms);
    auto out = tokens_first(p.batch, p.heads, p.queries, p.width, q.options());
    auto logsumexp = at::empty({p.batch, p.heads, p.queries}, q.options());
    forward(p, mutable_view(out), logsumexp.data_ptr<float>());
    return {out, logsumexp};
}

struct Made {
    Tensor d_bias, d_relative;
};

Made attend_backward(const Tensor& d_out, const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& out, const Tensor& logsumexp, Terms terms,
                     const Tensor& d_q, const Tensor& d_k, const Tensor& d_v, bool wants_bias, bool wants_relative) {
    const auto rows_q = with_rows(q), rows_k = with_rows(k), rows_v = with_rows(v), rows_d = with_rows(d_out), rows_out = with_rows(out);
    const auto p = problem_of(rows_q, rows_k, rows_v, terms);
    Made made;
    if (wants_bias && terms.bias.defined()) made.d_bias = at::empty_like(terms.bias);
    if (wants_relative && terms.relative.defined()) made.d_relative = at::zeros_like(terms.relative);
    Gradients g{view(rows_out), view(rows_d), logsumexp.data_ptr<float>(), mutable_view(d_q), mutable_view(d_k), mutable_view(d_v),
                made.d_bias.defined() ? made.d_bias.data_ptr<float>() : nullptr,
                made.d_relative.defined() ? made.d_relative.data_ptr<float>() : nullptr};
    backward(p, g, made.d_bias.defined() ? made.d_bias : logsumexp);
    return made;
}

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

// Rotary tables [T, K]; undefined where nothing is turned.
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
        TORCH_CHECK(table->defined() && table->scalar_type() == at::kFloat && table->sizes() == IntArrayRef({qkv.size(1), qkv.size(3)}) &&
                        qkv.size(3) % 2 == 0, "workbench::self_attention: rotary tables are float32 [T, K] with an even K");
}

constexpr long RotatedRows = 64;  // of a task

void rotate(const Tensor& from, const Tensor& to, const Rotary& rotary, float way) {
    const auto kernel = WORKBENCH_VARIANTS(rotate_rows).chosen();
    const auto cosine = rotary.cosine.contiguous(), sine = rotary.sine.contiguous();
    const long batch = from.size(0), heads = from.size(1), tokens = from.size(2), width = from.size(3);
    const long blocks = (tokens + RotatedRows - 1) / RotatedRows;
    const auto in = view(from);
    const auto out = mutable_view(to);
    each_task(batch * blocks, 6.0 * from.numel(), [&](long task) {
        const long first = task % blocks * RotatedRows;
        kernel(in, out, task / blocks, heads, first, std::min(tokens, first + RotatedRows), width, cosine.data_ptr<float>(), sine.data_ptr<float>(),
               rotary.interleaved, way);
    });
}

// Queries and keys turned into a tensor of their own, which nobody keeps: the backward pass turns them again.
Parts turned_parts(const Tensor& qkv, int64_t heads, const Rotary& rotary) {
    auto parts = parts_of(qkv, heads);
    if (!rotary.cosine.defined()) return parts;
    const auto groups = parts.k.size(1);
    const auto turned = tokens_first(qkv.size(0), heads + groups, qkv.size(1), qkv.size(3), qkv.options());
    rotate(parts.turned, turned, rotary, 1);
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
            if (rotary.cosine.defined()) rotate(to.turned, to.turned, rotary, -1);
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
