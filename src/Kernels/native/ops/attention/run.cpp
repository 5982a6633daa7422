// Cuts attention into tasks: query tiles forward, key heads backward, single queries while decoding.
#include "run.h"

#include <cmath>
#include <vector>

#include "attention.h"
#include "tensor_rows.h"

namespace workbench::attention {
namespace {

using at::IntArrayRef;

constexpr long FewQueries = 8;       // up to here, every query by itself
constexpr long DecodedKeys = 1024;   // keys a task of those
constexpr long BackwardTasks = 8;    // wanted at least, so that threads have something to share
constexpr int ScratchSlot = 0, KeySlot = 1, ValueSlot = 2;

View view(const Tensor& t) { return {t.data_ptr<float>(), t.stride(0), t.stride(1), t.stride(2)}; }
MutableView mutable_view(const Tensor& t) { return {t.data_ptr<float>(), t.stride(0), t.stride(1), t.stride(2)}; }

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
    p.stream = philox::stream_of(terms.seed, terms.role, terms.step);
    p.threshold = philox::drop_threshold(terms.dropout);
    p.kept = philox::keep_scale(terms.dropout);
    return p;
}

double work_of(const Problem& p) { return 4.0 * p.batch * p.heads * p.queries * p.keys * p.width; }

// Every query by itself, its keys in chunks whose parts are put together in their order.
void decode(const Problem& p, const MutableView& out, float* logsumexp) {
    const auto kernel = WORKBENCH_VARIANTS(decode_row).chosen();
    const long chunks = std::max(1L, ceil_div(p.keys, DecodedKeys)), rows = p.batch * p.heads * p.queries;
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
    const long tiles = ceil_div(p.queries, QueryTile);
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
    const long tiles = ceil_div(p.queries, QueryTile), heads = p.batch * p.groups, jobs = p.shared() * tiles;
    const long parts = std::max(1L, std::min(jobs, ceil_div(BackwardTasks, heads)));
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

}  // namespace

Tensor tokens_first(long batch, long heads, long tokens, long width, const at::TensorOptions& options) {
    return at::empty({batch, tokens, heads, width}, options).permute({0, 2, 1, 3});
}

std::tuple<Tensor, Tensor> shaped(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms) {
    check(q, k, v, terms);
    return {tokens_first(q.size(0), q.size(1), q.size(2), q.size(3), q.options()), at::empty({q.size(0), q.size(1), q.size(2)}, q.options())};
}

std::tuple<Tensor, Tensor> attend(const Tensor& q, const Tensor& k, const Tensor& v, Terms terms) {
    const auto [out, logsumexp] = shaped(q, k, v, terms);
    const auto rows_q = with_rows(q), rows_k = with_rows(k), rows_v = with_rows(v);
    forward(problem_of(rows_q, rows_k, rows_v, terms), mutable_view(out), logsumexp.data_ptr<float>());
    return {out, logsumexp};
}

std::tuple<Tensor, Tensor> attend_backward(const Tensor& d_out, const Tensor& q, const Tensor& k, const Tensor& v, Kept kept, const Tensor& d_q,
                                           const Tensor& d_k, const Tensor& d_v) {
    auto& terms = kept.terms;
    const auto rows_q = with_rows(q), rows_k = with_rows(k), rows_v = with_rows(v), rows_d = with_rows(d_out), rows_out = with_rows(kept.out);
    const auto p = problem_of(rows_q, rows_k, rows_v, terms);
    const auto d_bias = kept.wants_bias ? at::empty_like(terms.bias) : Tensor(), d_relative = kept.wants_relative ? at::zeros_like(terms.relative) : Tensor();
    const auto data = [](const Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; };
    const Gradients g{view(rows_out), view(rows_d), data(kept.logsumexp), mutable_view(d_q), mutable_view(d_k), mutable_view(d_v), data(d_bias), data(d_relative)};
    backward(p, g, d_bias.defined() ? d_bias : kept.logsumexp);
    return {d_bias, d_relative};
}

}  // namespace workbench::attention
