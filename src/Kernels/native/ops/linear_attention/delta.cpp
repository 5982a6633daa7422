// Tasks and exported functions of the delta rule. Idea: see delta.simd.cpp for the chunks. Each sequence (one key/value head of one batch
// element) is a task. If there are few sequences, each is divided into blocks of value columns, which are independent given the keys; their
// contributions to the gradients of q, k and beta are then summed in order. The state before every LongestSpan tokens is saved for
// backward. Measured: docs/kernels.md.
#include "delta.h"

#include <algorithm>
#include <cstring>

#include "views.h"

namespace workbench::linear_attention {
namespace {

constexpr long EnoughRules = 4, FewestColumns = 32;

// Arguments from C#: q [G, R, B, T, F], k [G, B, T, F], v [G, B, T, K] with contiguous rows, beta [G, B, T], the state S [G, B, F, K]
// contiguous or absent. None of G, R, B, T, K is 0.
struct RuleInputs {
    Tensor q, k, v, beta, sums;
    int64_t chunk;
};

// out [G, R, B, T, K] with contiguous rows; S after the last token, contiguous or absent; the saved states, absent without a backward pass.
struct RuleOutputs {
    Tensor out, sums, kept;
};

// Gradients with the shapes of RuleInputs; sums only if the input is present. q, k and v have contiguous rows, sums is contiguous.
struct RuleGradients {
    Tensor q, k, v, beta, sums;
};

void check(const RuleInputs& in) {
    require_sequences(in.q, in.k, in.v, in.chunk);
    const long groups = in.k.size(0), batch = in.k.size(1), tokens = in.k.size(2), width = in.v.size(3);
    require(groups > 0 && batch > 0 && tokens > 0 && in.q.size(1) > 0 && width > 0, "there is a token, and a value column");
    require_shape(in.beta, {groups, batch, tokens}, "beta is [G, B, T]");
    require_shape(in.sums, {groups, batch, in.k.size(3), width}, "the state is [G, B, F, K]");
}

void add_rows(View to, View from, long heads, long begin, long end, long width) {
    for (long head = 0; head < heads; head++)
        for (long t = begin; t < end; t++) {
            float* into = to.data + head * to.head + t * to.row;
            const float* added = from.data + head * from.head + t * from.row;
            for (long j = 0; j < width; j++) into[j] += added[j];
        }
}

struct Rules {
    const RuleInputs& in;
    const RuleOutputs& made;
    Tensor d_out;     // in backward only, like the gradients
    RuleGradients d;  // the first block of columns writes its contributions to q, k and beta here
    float* others = nullptr;  // contributions of the other blocks: q, k and beta of each block, contiguous
    long groups, shared, batch, tokens, features, width, columns, blocks;

    Rules(const RuleInputs& inputs, const RuleOutputs& outputs, const Tensor& out_gradient = {}, const RuleGradients& gradients = {})
        : in(inputs), made(outputs), d_out(out_gradient), d(gradients), groups(in.k.size(0)), shared(in.q.size(1)), batch(in.k.size(1)),
          tokens(in.k.size(2)), features(in.k.size(3)), width(in.v.size(3)), columns(width) {
        while (columns > FewestColumns && count() * ceil_div(width, columns) < EnoughRules) columns = padded((columns + 1) / 2);
        blocks = ceil_div(width, columns);
    }

    long count() const { return groups * batch; }
    long spans() const { return ceil_div(tokens, LongestSpan); }

    // Sizes in floats: the state of a task; the states before all spans (the first is unused without an initial state); the gradient
    // contributions of a block.
    long state_size() const { return padded(features) * padded(columns); }
    long states_size() const { return in.sums.defined() || spans() > 1 ? count() * blocks * spans() * state_size() : 0; }
    long other_size() const { return count() * tokens * ((shared + 1) * features + 1); }

    Rule at(long task) const {
        const long n = task / blocks, block = task % blocks, g = n / batch, b = n % batch, first = block * columns;
        Rule s{};
        s.tokens = tokens;
        s.heads = shared;
        s.features = features;
        s.width = std::min(columns, width - first);
        s.chunk = std::min<long>({long(in.chunk), MaximumChunk, tokens});
        s.q = view(in.q, g, b), s.k = view(in.k, g, b), s.v = view(in.v, g, b), s.out = view(made.out, g, b), s.d_out = view(d_out, g, b);
        s.beta = line(in.beta, g, b);
        s.d_v = view(d.v, g, b);
        for (auto* x : {&s.v, &s.out, &s.d_out, &s.d_v})
            if (x->data) x->data += first;
        if (!d.q.defined()) return s;
        s.d_q = view(d.q, g, b), s.d_k = view(d.k, g, b), s.d_beta = line(d.beta, g, b);
        if (block == 0) return s;
        const long keys = count() * tokens * features;
        float *q = others + (block - 1) * other_size(), *k = q + shared * keys, *beta = k + keys;
        s.d_q = {q + (g * shared * batch + b) * tokens * features, features, batch * tokens * features};
        s.d_k = {k + n * tokens * features, features, 0};
        s.d_beta = {beta + n * tokens, 1};
        return s;
    }

    // Copies a task's columns of the state [F, K] in a tensor [G, B, F, K] to padded rows, and back.
    void load(long task, const Rule& s, const Tensor& sums, float* state) const {
        std::memset(state, 0, size_t(state_size()) * sizeof(float));
        const float* from = sums.data() + task / blocks * features * width + task % blocks * columns;
        for (long f = 0; f < features; f++) std::memcpy(state + f * padded(s.width), from + f * width, size_t(s.width) * sizeof(float));
    }

    void store(long task, const Rule& s, const float* state, const Tensor& sums) const {
        float* to = sums.data() + task / blocks * features * width + task % blocks * columns;
        for (long f = 0; f < features; f++) std::memcpy(to + f * width, state + f * padded(s.width), size_t(s.width) * sizeof(float));
    }

    // Adds the contributions of all blocks after the first, in order.
    void add_others() const {
        const double work = double(blocks - 1) * other_size();
        each_task(count() * spans(), work, [&](long i) {
            const long n = i / spans(), begin = i % spans() * LongestSpan, end = std::min(begin + LongestSpan, tokens);
            const auto whole = at(n * blocks);
            for (long block = 1; block < blocks; block++) {
                const auto other = at(n * blocks + block);
                add_rows(whole.d_q, other.d_q, shared, begin, end, features);
                add_rows(whole.d_k, other.d_k, 1, begin, end, features);
                for (long t = begin; t < end; t++) whole.d_beta.data[t * whole.d_beta.step] += other.d_beta.data[t];
            }
        });
    }

    double work(double products) const { return products * 2 * count() * tokens * features * (width + double(in.chunk)) * (1 + shared); }
};

long kept_size(const RuleInputs& in) {
    check(in);
    const RuleOutputs none{};
    return Rules(in, none).states_size();
}

void forward(const RuleInputs& in, const RuleOutputs& made) {
    check(in);
    const Rules all(in, made);
    const bool given = in.sums.defined(), moves = made.sums.defined(), keeps = made.kept.defined();
    const auto run = WORKBENCH_VARIANTS(delta_forward).chosen();
    const auto room = size_t(WORKBENCH_VARIANTS(delta_forward_scratch).chosen()(all.at(0))), size = size_t(all.state_size());
    each_task(all.count() * all.blocks, all.work(2), [&](long task) {
        const auto s = all.at(task);
        auto *own = scratch(0, room), *state = scratch(1, size);
        if (given) all.load(task, s, in.sums, state);
        for (long j = 0; j < all.spans(); j++) {
            const long begin = j * LongestSpan, end = std::min(begin + LongestSpan, all.tokens);
            if (keeps && (given || j > 0)) std::memcpy(made.kept.data() + (task * all.spans() + j) * size, state, size * sizeof(float));
            run(s, begin, end, state, !given && j == 0, moves || end < all.tokens, own);
        }
        if (moves) all.store(task, s, state, made.sums);
    });
}

// d_sums is contiguous or absent; d_out has contiguous rows.
void backward(const RuleInputs& in, const Tensor& kept, const Tensor& d_out, const Tensor& d_sums, const RuleGradients& gradients) {
    const RuleOutputs made{{}, {}, kept};
    Rules all(in, made, d_out, gradients);
    const bool given = in.sums.defined(), ends = d_sums.defined();
    // Slots 0 and 1 are used by tasks, which also run on this thread.
    if (all.blocks > 1) all.others = scratch(2, size_t((all.blocks - 1) * all.other_size()));
    const auto run = WORKBENCH_VARIANTS(delta_backward).chosen();
    const auto size = size_t(all.state_size());
    const auto room = size_t(WORKBENCH_VARIANTS(delta_backward_scratch).chosen()(all.at(0), std::min(LongestSpan, all.tokens)));
    each_task(all.count() * all.blocks, all.work(5), [&](long task) {
        const auto s = all.at(task);
        auto *own = scratch(0, room), *reverse = scratch(1, size);
        if (ends) all.load(task, s, d_sums, reverse);
        for (long j = all.spans() - 1; j >= 0; j--) {
            const long begin = j * LongestSpan, end = std::min(begin + LongestSpan, all.tokens);
            const float* state = given || j > 0 ? kept.data() + (task * all.spans() + j) * size : nullptr;
            run(s, begin, end, state, reverse, !ends && j == all.spans() - 1, given || j > 0, own);
        }
        if (given) all.store(task, s, reverse, gradients.sums);
    });
    if (all.blocks > 1) all.add_others();
}

}  // namespace
}  // namespace workbench::linear_attention

using namespace workbench;
using namespace workbench::linear_attention;

// *count: size of RuleOutputs::kept in floats.
WORKBENCH_EXPORT const char* workbench_delta_rule_kept(const RuleInputs* inputs, int64_t* count) {
    return guarded([&] { *count = kept_size(*inputs); });
}

WORKBENCH_EXPORT const char* workbench_delta_rule(const RuleInputs* inputs, const RuleOutputs* outputs) {
    return guarded([&] { forward(*inputs, *outputs); });
}

WORKBENCH_EXPORT const char* workbench_delta_rule_backward(const RuleInputs* inputs, const Tensor* kept, const Tensor* d_out,
                                                           const Tensor* d_sums, const RuleGradients* gradients) {
    return guarded([&] { backward(*inputs, *kept, *d_out, *d_sums, *gradients); });
}
