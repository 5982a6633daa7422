// The sequences of whole tensors as raw memory, and how they are cut into tasks, forwards and backwards alike.
// A sequence (one key/value head of one text) is a task. Where there are fewer than Enough of them, a text is cut into spans: their
// sums of k v^T are made side by side, added up in order, and then every span is a task of its own. The cut depends on the shape alone, so
// the bits do not depend on threads. The state before every span is also all that backward keeps of the forward pass: F K numbers for L
// tokens of F, K / L of what the keys take (1/8 at 64 columns); the states inside a span are made again.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>

#include "run.h"
#include "views.h"

namespace workbench::linear_attention {

using at::Tensor;

constexpr long Enough = 8;                            // tasks; with as many sequences a text is one task
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
    Inputs in;
    long groups, batch;
    Tensor out, total, d_out;
    Gradients gradients;

    explicit Sequences(const Inputs& given) : in(given), groups(given.k.size(0)), batch(given.k.size(1)) {
        for (auto* x : {&in.q, &in.k, &in.v, &in.p, &in.r}) *x = with_rows(*x);
        if (in.sums.defined()) in.sums = in.sums.contiguous();
        if (in.normaliser.defined()) in.normaliser = in.normaliser.contiguous();
        if (in.before.defined()) in.before = in.before.contiguous();
    }

    long count() const { return groups * batch; }
    bool nothing() const { return count() == 0 || in.k.size(2) == 0 || in.q.size(1) == 0; }

    Sequence at(long n) const {
        const long g = n / batch, b = n % batch;
        Sequence s{};
        s.tokens = in.k.size(2);
        s.heads = in.q.size(1);
        s.features = in.k.size(3);
        s.width = in.v.size(3);
        s.totals = in.totals();
        s.chunk = std::min<long>({long(in.chunk), MaximumChunk, s.tokens});
        s.elu = in.elu;
        s.divides = in.floor.has_value();
        s.weighted = in.u.defined();
        s.floor = float(in.floor.value_or(0));
        s.before = in.before.defined() ? in.before.data_ptr<float>()[n] : 0;
        s.q = view(in.q, g, b), s.k = view(in.k, g, b), s.v = view(in.v, g, b), s.p = view(in.p, g, b), s.r = view(in.r, g, b);
        s.u = line(in.u, g, b), s.w = line(in.w, g, b);
        s.out = view(out, g, b), s.d_out = view(d_out, g, b);
        if (total.defined() && total.numel() > 0)
            s.total = {total.data_ptr<float>() + g * total.stride(0) + b * total.stride(2), total.stride(3), total.stride(1)};
        s.d_q = view(gradients.q, g, b), s.d_k = view(gradients.k, g, b), s.d_v = view(gradients.v, g, b);
        s.d_p = view(gradients.p, g, b), s.d_r = view(gradients.r, g, b);
        s.d_u = line(gradients.u, g, b), s.d_w = line(gradients.w, g, b);
        return s;
    }

    double work(double products) const {
        return products * 2 * count() * in.k.size(2) * in.k.size(3) * (in.v.size(3) + double(in.chunk)) * (1 + in.q.size(1));
    }
};

// What sequence n has of a tensor [G, B, ...]; null where there is none.
inline float* part(const Tensor& x, long n, long count) { return x.defined() && x.numel() > 0 ? x.data_ptr<float>() + n * count : nullptr; }

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
