// The sequences of tensors as raw memory, and their division into tasks in the forward and backward pass. Each sequence (one key/value head
// of one batch element) is a task. If there are fewer than Enough sequences, each is divided into spans: the sums of k v^T of all spans are
// computed in parallel and accumulated in order, and then each span is a task. The division depends only on the shape, so results do not
// depend on the number of threads. The states before the spans are also the only states saved for backward: F K numbers per L tokens, K / L
// of the size of the keys (1/8 at 64 columns); the states within a span are recomputed.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>

#include "run.h"
#include "views.h"

namespace workbench::linear_attention {

constexpr long Enough = 8;                            // with at least this many sequences, each sequence is one task
constexpr long ShortestSpan = 128;

struct Cut {
    long sequences, span, spans;
    bool across;  // whether spans are tasks
};

inline Cut cut(long sequences, long tokens) {
    long span = LongestSpan;
    while (span > ShortestSpan && sequences * ceil_div(tokens, span) < Enough) span /= 2;
    const long spans = ceil_div(tokens, span);
    return {sequences, span, spans, sequences < Enough && spans > 1};
}

struct Sequences {
    const Inputs& in;
    const Outputs& made;
    Tensor d_out;         // in backward only, like the gradients
    Gradients gradients;
    long groups, shared, batch, tokens;
    Cut parts;
    bool given;           // whether there is an initial state

    Sequences(const Inputs& given_inputs, const Outputs& outputs, const Tensor& out_gradient = {}, const Gradients& all_gradients = {})
        : in(given_inputs), made(outputs), d_out(out_gradient), gradients(all_gradients), groups(in.k.size(0)), shared(in.q.size(1)),
          batch(in.k.size(1)), tokens(in.k.size(2)), parts(cut(groups * batch, tokens)), given(in.sums.defined()) {}

    // Sizes in floats: one state with padded rows; the states before all spans (the first is unused without an initial state); den of all
    // queries.
    long state_size() const { return padded(in.k.size(3)) * padded(in.v.size(3)) + padded(in.totals()); }
    long states_size() const { return given || parts.spans > 1 ? parts.sequences * parts.spans * state_size() : 0; }
    long total_size() const { return in.divides() ? groups * shared * batch * tokens : 0; }

    Sequence at(long n) const {
        const long g = n / batch, b = n % batch;
        Sequence s{};
        s.tokens = tokens;
        s.heads = shared;
        s.features = in.k.size(3);
        s.width = in.v.size(3);
        s.totals = in.totals();
        s.chunk = std::min<long>({long(in.chunk), MaximumChunk, s.tokens});
        s.elu = in.elu != 0;
        s.divides = in.divides();
        s.weighted = in.u.defined();
        s.floor = float(in.floor);
        s.before = in.before.defined() ? in.before.data()[n] : 0;
        s.q = view(in.q, g, b), s.k = view(in.k, g, b), s.v = view(in.v, g, b), s.p = view(in.p, g, b), s.r = view(in.r, g, b);
        s.u = line(in.u, g, b), s.w = line(in.w, g, b);
        s.out = view(made.out, g, b), s.d_out = view(d_out, g, b);
        if (made.kept.defined() && s.divides)
            s.total = {made.kept.data() + states_size() + (g * shared * batch + b) * tokens, 1, batch * tokens};
        s.d_q = view(gradients.q, g, b), s.d_k = view(gradients.k, g, b), s.d_v = view(gradients.v, g, b);
        s.d_p = view(gradients.p, g, b), s.d_r = view(gradients.r, g, b);
        s.d_u = line(gradients.u, g, b), s.d_w = line(gradients.w, g, b);
        return s;
    }

    double work(double products) const {
        return products * 2 * parts.sequences * tokens * in.k.size(3) * (in.v.size(3) + double(in.chunk)) * (1 + shared);
    }
};

// The part of a contiguous tensor [G, B, ...] that belongs to sequence n; null for an absent tensor.
inline float* part(const Tensor& x, long n, long count) { return x.defined() && count > 0 ? x.data() + n * count : nullptr; }

// exp(u at the end - u at the start) of tokens [begin, end).
inline float decay(const Sequence& s, long begin, long end) {
    if (!s.weighted) return 1;
    const float start = begin == 0 ? s.before : s.u.data[(begin - 1) * s.u.step];
    return std::exp(s.u.data[(end - 1) * s.u.step] - start);
}

inline void add_scaled(float* to, const float* from, float factor, long count) {
    for (long i = 0; i < count; i++) to[i] += factor * from[i];
}

}  // namespace workbench::linear_attention
