// Divides attention into tasks: query tiles in the forward pass, key heads in the backward pass, single queries when decoding.
#include "run.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "attention.h"
#include "packed_heads.h"
#include "profile.h"
#include "space.h"
#include "tensor_rows.h"

namespace workbench::attention {
namespace {

constexpr long FewQueries = 8;       // up to this number, process every query separately
constexpr long DecodedKeys = 1024;   // keys per task when decoding
constexpr long BackwardTasks = 8;    // minimum number of tasks, for load balancing
constexpr int ScratchSlot = 0, KeySlot = 1, ValueSlot = 2;

View view(const Tensor& t) {
    require(t.dim() == 4 && (t.numel() == 0 || t.size(3) == 1 || t.stride(3) == 1), "the last dimension is contiguous");
    return {t.data(), t.stride(0), t.stride(1), t.stride(2)};
}
MutableView mutable_view(const Tensor& t) { return {t.data(), t.stride(0), t.stride(1), t.stride(2)}; }

Problem problem_of(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms) {
    Problem p{};
    p.batch = q.size(0), p.heads = q.size(1), p.groups = k.size(1), p.queries = q.size(2), p.keys = k.size(2), p.width = q.size(3);
    p.q = view(q), p.k = view(k), p.v = view(v);
    p.scale = float(terms.scale);
    p.causal = terms.causal != 0;
    p.offset = p.keys - p.queries;
    p.window = terms.window;
    p.prefix = terms.prefix.data<int64_t>();
    p.padding = terms.padding.data<bool>();
    p.bias = terms.bias.data();
    p.relative = terms.relative.data();
    if (terms.relative.defined()) p.clip = (terms.relative.size(3) - 1) / 2;
    p.drops = terms.dropout > 0;
    p.stream = philox::stream_of(terms.seed, terms.role, terms.step);
    p.threshold = philox::drop_threshold(terms.dropout);
    p.kept = philox::keep_scale(terms.dropout);
    p.first_row = terms.first_row;
    p.batch_rows = terms.batch_rows > 0 ? terms.batch_rows : p.batch;
    p.bf16 = terms.bf16 != 0 && p.queries > FewQueries;
    return p;
}

double work_of(const Problem& p) { return 4.0 * p.batch * p.heads * p.queries * p.keys * p.width; }

// Processes every query separately, with its keys in chunks whose partial results are combined in order.
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
    const auto kernel_bf16 = WORKBENCH_BF16_VARIANTS(forward_tile_bf16).chosen();
    const PackedHeads packed(p, false);
    const long tiles = ceil_div(p.queries, QueryTile);
    each_task(p.batch * p.heads * tiles, work_of(p), [&](long task) {
        // Longest tasks first; with a causal mask these are the last tiles.
        const long tile = tiles - 1 - task / (p.batch * p.heads), head = task % (p.batch * p.heads);
        const long b = head / p.heads, h = head % p.heads;
        if (p.bf16) kernel_bf16(p, packed.of(b, h / p.shared()), b, h, tile, out, logsumexp, scratch(ScratchSlot, forward_scratch_bf16(p)));
        else kernel(p, b, h, tile, out, logsumexp, scratch(ScratchSlot, forward_scratch(p)));
    });
}

void copy_rows(const float* from, long stride, long count, long width, float* to, long to_stride) {
    for (long t = 0; t < count; t++) memcpy(to + t * to_stride, from + t * stride, size_t(width) * sizeof(float));
}

// to[i] = sum of parts[part * stride + i] over the parts, in order.
void total(const float* parts, long count, long stride, long n, float* to) {
    std::copy_n(parts, n, to);
    for (long part = 1; part < count; part++)
        for (long i = 0; i < n; i++) to[i] += parts[part * stride + i];
}

// If there are too few combinations of batch and key head, the query tiles of a key head are distributed over `parts` tasks with separate
// sums. Tasks and the order of additions depend only on the sizes.
void backward(const Problem& p, const Gradients& g, float* d_bias) {
    const auto kernel = WORKBENCH_VARIANTS(backward_tile).chosen();
    const auto kernel_bf16 = WORKBENCH_BF16_VARIANTS(backward_tile_bf16).chosen();
    const PackedHeads packed(p, true);
    const long tiles = ceil_div(p.queries, QueryTile), heads = p.batch * p.groups, jobs = p.shared() * tiles;
    const long parts = heads == 0 ? 1 : std::max(1L, std::min(jobs, ceil_div(BackwardTasks, heads)));
    const long width = p.bf16 ? packed_width(p) : p.width, size = (p.bf16 ? packed_keys(p) : p.keys) * width;
    const long distances = p.queries + p.keys - 1;
    const Space sums(parts > 1 ? size_t(2 * heads * parts * size) : 0);                       // [2, B G, parts, S, K]
    const Space bias_sums(d_bias ? size_t(parts * p.batch * p.heads * distances) : 0);        // [parts, B, H, T + S - 1]
    each_task(heads * parts, 2.5 * work_of(p), [&](long task) {
        const long head = task / parts, part = task % parts, b = head / p.groups, group = head % p.groups;
        float* const d_k = parts > 1 ? sums.data() + task * size : scratch(KeySlot, size);
        float* const d_v = parts > 1 ? sums.data() + (heads * parts + task) * size : scratch(ValueSlot, size);
        std::fill_n(d_k, size, 0.0f);
        std::fill_n(d_v, size, 0.0f);
        Gradients mine = g;
        if (d_bias) {
            mine.d_bias = bias_sums.data() + part * p.batch * p.heads * distances;
            std::fill_n(mine.d_bias + head * p.shared() * distances, p.shared() * distances, 0.0f);
        }
        float* space = scratch(ScratchSlot, p.bf16 ? backward_scratch_bf16(p) : backward_scratch(p));
        for (long job = part; job < jobs; job += parts) {
            const long h = group * p.shared() + job / tiles;
            if (p.bf16) kernel_bf16(p, packed.of(b, group), mine, b, h, job % tiles, d_k, d_v, space);
            else kernel(p, mine, b, h, job % tiles, d_k, d_v, space);
        }
        if (parts > 1) return;
        copy_rows(d_k, width, p.keys, p.width, g.d_k.row(b, group, 0), g.d_k.token);
        copy_rows(d_v, width, p.keys, p.width, g.d_v.row(b, group, 0), g.d_v.token);
    });
    if (parts > 1) {
        each_rows(2 * heads * p.keys, p.width, double(2 * heads * parts * size), [&](long begin, long end) {
            for (long row = begin; row < end; row++) {
                const long of_values = row / (heads * p.keys), head = row / p.keys % heads, key = row % p.keys;
                const MutableView& to = of_values ? g.d_v : g.d_k;
                total(sums.data() + (of_values * heads + head) * parts * size + key * width, parts, size, p.width,
                      to.row(head / p.groups, head % p.groups, key));
            }
        });
    }
    if (!d_bias) return;
    const long n = p.heads * distances;
    if (p.batch == 0) std::fill_n(d_bias, n, 0.0f);
    else total(bias_sums.data(), parts * p.batch, n, n, d_bias);
}

}  // namespace

void attend(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms, const Tensor& out, const Tensor& logsumexp) {
    const Timed timed("attention");
    forward(problem_of(q, k, v, terms), mutable_view(out), logsumexp.data());
}

void attend_backward(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms, const Backward& given, const Tensor& d_q,
                     const Tensor& d_k, const Tensor& d_v) {
    const Timed timed("attention");
    const auto p = problem_of(q, k, v, terms);
    if (given.d_relative.defined()) std::fill_n(given.d_relative.data(), given.d_relative.numel(), 0.0f);
    const Gradients g{view(given.out), view(given.d_out), given.logsumexp.data(), mutable_view(d_q), mutable_view(d_k), mutable_view(d_v),
                      nullptr, given.d_relative.data()};
    backward(p, g, given.d_bias.data());
}

}  // namespace workbench::attention
