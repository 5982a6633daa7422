// Idea: a sequence (one key/value head of one text) is a task. Where there are fewer than Enough of them, a text is cut into spans: their
// sums of k v^T are made side by side, added up in order, and then every span is a task of its own. The cut depends on the shape alone, so
// the bits do not depend on threads. The state before every span is also all that backward keeps of the forward pass: F K numbers for L
// tokens of F, K / L of what the keys take (1/8 at 64 columns); the states inside a span are made again.
#include "run.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "linear_attention.h"
#include "parallel.h"
#include "views.h"

namespace workbench::linear_attention {
namespace {

using at::Tensor;

constexpr long Enough = 8;                            // tasks; with as many sequences a text is one task
constexpr long ShortestSpan = 128;

struct Cut {
    long sequences, span, spans;
    bool across;  // whether spans are tasks
};

Cut cut(long sequences, long tokens) {
    long span = LongestSpan;
    while (span > ShortestSpan && sequences * ((tokens + span - 1) / span) < Enough) span /= 2;
    const long spans = (tokens + span - 1) / span;
    return {sequences, span, spans, sequences < Enough && spans > 1};
}

struct Sequences {
    Inputs in;
    long groups, batch;
    Tensor out, total, d_out;
    Gradients gradients;

    explicit Sequences(const Inputs& given) : in(given), groups(given.k.size(0)), batch(given.k.size(1)) {
        for (auto* x : {&in.q, &in.k, &in.v, &in.p, &in.r}) *x = rows(*x);
        if (in.sums.defined()) in.sums = in.sums.contiguous();
        if (in.normaliser.defined()) in.normaliser = in.normaliser.contiguous();
        if (in.before.defined()) in.before = in.before.contiguous();
    }

    long count() const { return groups * batch; }

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

// [F, K] and [D] of a tensor into a padded state.
void load_state(const Sequence& s, const float* sums, const float* normaliser, float* state) {
    const long kp = padded(s.width);
    std::memset(state, 0, size_t(state_size(s)) * sizeof(float));
    for (long f = 0; f < s.features; f++) std::memcpy(state + f * kp, sums + f * s.width, size_t(s.width) * sizeof(float));
    if (s.divides) std::memcpy(state + sums_size(s), normaliser, size_t(s.totals) * sizeof(float));
}

void store_state(const Sequence& s, const float* state, float* sums, float* normaliser) {
    const long kp = padded(s.width);
    for (long f = 0; f < s.features; f++) std::memcpy(sums + f * s.width, state + f * kp, size_t(s.width) * sizeof(float));
    if (s.divides) std::memcpy(normaliser, state + sums_size(s), size_t(s.totals) * sizeof(float));
}

// The same for a reverse state, which is transposed.
void load_reverse(const Sequence& s, const float* sums, const float* normaliser, float* reverse) {
    const long fp = padded(s.features);
    std::memset(reverse, 0, size_t(state_size(s)) * sizeof(float));
    for (long f = 0; f < s.features; f++)
        for (long e = 0; e < s.width; e++) reverse[e * fp + f] = sums[f * s.width + e];
    if (s.divides) std::memcpy(reverse + sums_size(s), normaliser, size_t(s.totals) * sizeof(float));
}

void store_reverse(const Sequence& s, const float* reverse, float* sums, float* normaliser) {
    const long fp = padded(s.features);
    for (long f = 0; f < s.features; f++)
        for (long e = 0; e < s.width; e++) sums[f * s.width + e] = reverse[e * fp + f];
    if (s.divides) std::memcpy(normaliser, reverse + sums_size(s), size_t(s.totals) * sizeof(float));
}

// exp(u at the end - u at the start) of tokens [begin, end).
float decay(const Sequence& s, long begin, long end) {
    if (!s.weighted) return 1;
    const float start = begin == 0 ? s.before : s.u.data[(begin - 1) * s.u.step];
    return std::exp(s.u.data[(end - 1) * s.u.step] - start);
}

void add_scaled(float* to, const float* from, float factor, long count) {
    for (long i = 0; i < count; i++) to[i] += factor * from[i];
}

double along(const float* a, const float* b, long count) {
    double sum = 0;
    for (long i = 0; i < count; i++) sum += double(a[i]) * b[i];
    return sum;
}

}  // namespace

void check(const Inputs& in) {
    const auto fits = [](const Tensor& x, at::IntArrayRef shape, const char* what) {
        if (!x.defined()) return;
        TORCH_CHECK(x.scalar_type() == at::kFloat, "workbench::linear_attention takes float32; ", what, " is ", x.scalar_type());
        TORCH_CHECK(x.sizes() == shape, "workbench::linear_attention: ", what, " is ", x.sizes(), ", not ", shape);
    };
    TORCH_CHECK(in.q.dim() == 5 && in.k.dim() == 4 && in.v.dim() == 4,
                "workbench::linear_attention takes q [G, R, B, T, F], k [G, B, T, F], v [G, B, T, K]; they have ", in.q.dim(), ", ", in.k.dim(),
                " and ", in.v.dim(), " dimensions");
    const auto groups = in.k.size(0), batch = in.k.size(1), tokens = in.k.size(2), features = in.k.size(3), width = in.v.size(3);
    fits(in.k, in.k.sizes(), "k");
    fits(in.q, {groups, in.q.size(1), batch, tokens, features}, "q");
    fits(in.v, {groups, batch, tokens, width}, "v");
    TORCH_CHECK(in.u.defined() == in.w.defined() && in.u.defined() == in.before.defined(),
                "workbench::linear_attention: u, w and before come together or not at all");
    TORCH_CHECK(in.p.defined() == in.r.defined(), "workbench::linear_attention: p and r come together or not at all");
    TORCH_CHECK(!in.p.defined() || (in.p.dim() == 5 && !in.elu && in.floor.has_value()),
                "workbench::linear_attention: p [G, R, B, T, D] stands beside features, and where there is a division");
    fits(in.u, {groups, batch, tokens}, "u");
    fits(in.w, {groups, batch, tokens}, "w");
    fits(in.before, {groups, batch}, "before");
    fits(in.p, {groups, in.q.size(1), batch, tokens, in.totals()}, "p");
    fits(in.r, {groups, batch, tokens, in.totals()}, "r");
    fits(in.sums, {groups, batch, features, width}, "sums");
    fits(in.normaliser, {groups, batch, in.totals()}, "normaliser");
    TORCH_CHECK(in.normaliser.defined() == (in.sums.defined() && in.floor.has_value()),
                "workbench::linear_attention: a state is sums, and a normaliser where there is a division");
    TORCH_CHECK(in.chunk >= 1, "workbench::linear_attention: chunk = ", in.chunk, " is not at least 1");
    TORCH_CHECK(!in.floor || *in.floor > 0, "workbench::linear_attention: floor = ", in.floor.value_or(0), " is not above 0");
}

Outputs shaped(const Inputs& in, bool moves, bool keeps) {
    check(in);
    const auto groups = in.k.size(0), shared = in.q.size(1), batch = in.k.size(1), tokens = in.k.size(2), features = in.k.size(3),
               width = in.v.size(3);
    const auto options = in.q.options();
    Outputs made;
    // Laid out as a projection back to the model's width reads it: [B, T, G R K].
    made.out = at::empty({batch, tokens, groups, shared, width}, options).permute({2, 3, 0, 1, 4});
    made.sums = at::empty(moves ? std::vector<int64_t>{groups, batch, features, width} : std::vector<int64_t>{0}, options);
    made.normaliser = at::empty(moves && in.floor ? std::vector<int64_t>{groups, batch, in.totals()} : std::vector<int64_t>{0}, options);
    made.total = at::empty(keeps && in.floor ? std::vector<int64_t>{groups, shared, batch, tokens} : std::vector<int64_t>{0}, options);
    const auto parts = cut(groups * batch, tokens);
    const auto size = padded(features) * padded(width) + padded(in.totals());
    made.states = at::empty(keeps || parts.across ? std::vector<int64_t>{parts.sequences, parts.spans, size} : std::vector<int64_t>{0}, options);
    return made;
}

Outputs forward(const Inputs& in, bool moves, bool keeps) {
    auto made = shaped(in, moves, keeps);
    Sequences all(in);
    const long tokens = in.k.size(2);
    if (all.count() == 0 || tokens == 0 || in.q.size(1) == 0) {
        if (moves) made.sums = in.sums.defined() ? in.sums.clone() : made.sums.zero_();
        if (moves && in.floor) made.normaliser = in.normaliser.defined() ? in.normaliser.clone() : made.normaliser.zero_();
        return made;
    }
    all.out = made.out, all.total = made.total;
    const auto run = WORKBENCH_VARIANTS(forward).chosen();
    const auto gather_run = WORKBENCH_VARIANTS(gather).chosen();
    const auto step_run = WORKBENCH_VARIANTS(step).chosen();
    const auto parts = cut(all.count(), tokens);
    const auto first = all.at(0);
    const size_t size = size_t(state_size(first)), room = size_t(WORKBENCH_VARIANTS(forward_scratch).chosen()(first));
    const bool given = in.sums.defined();
    const auto part = [](const Tensor& x, long n, long count) { return x.defined() && x.numel() > 0 ? x.data_ptr<float>() + n * count : nullptr; };
    const long sums = first.features * first.width, totals = first.totals;
    const auto load = [&](const Sequence& s, long n, float* state) {
        load_state(s, part(all.in.sums, n, sums), part(all.in.normaliser, n, totals), state);
    };
    const auto finish = [&](const Sequence& s, long n, const float* state) {
        if (moves) store_state(s, state, part(made.sums, n, sums), part(made.normaliser, n, totals));
    };
    const auto block = [&](long n, long span) { return made.states.data_ptr<float>() + (n * parts.spans + span) * size; };

    if (tokens == 1 && moves && !keeps) {
        each_task(parts.sequences, all.work(1), [&](long n) {
            step_run(all.at(n), part(all.in.sums, n, sums), part(all.in.normaliser, n, totals), part(made.sums, n, sums),
                     part(made.normaliser, n, totals), scratch(0, room));
        });
        return made;
    }
    if (!parts.across) {
        each_task(parts.sequences, all.work(1), [&](long n) {
            const auto s = all.at(n);
            auto *own = scratch(0, room), *state = scratch(1, size);
            if (given) load(s, n, state);
            for (long j = 0; j < parts.spans; j++) {
                const long begin = j * parts.span, end = std::min(begin + parts.span, tokens);
                if (keeps && (given || j > 0)) std::memcpy(block(n, j), state, size * sizeof(float));
                run(s, begin, end, state, !given && j == 0, moves || end < tokens, own);
            }
            finish(s, n, state);
        });
        return made;
    }
    each_task(parts.sequences * (parts.spans - 1), all.work(0.5), [&](long task) {
        const long n = task / (parts.spans - 1), j = task % (parts.spans - 1);
        gather_run(all.at(n), j * parts.span, (j + 1) * parts.span, block(n, j + 1), true, scratch(0, room));
    });
    each_task(parts.sequences, double(parts.sequences * parts.spans * long(size)), [&](long n) {
        const auto s = all.at(n);
        if (given) load(s, n, block(n, 0));
        for (long j = given ? 1 : 2; j < parts.spans; j++)
            add_scaled(block(n, j), block(n, j - 1), decay(s, (j - 1) * parts.span, j * parts.span), long(size));
    });
    each_task(parts.sequences * parts.spans, all.work(1), [&](long task) {
        const long n = task / parts.spans, j = task % parts.spans;
        const long begin = j * parts.span, end = std::min(begin + parts.span, tokens);
        const auto s = all.at(n);
        auto *own = scratch(0, room), *state = scratch(1, size);
        const bool empty = !given && j == 0;
        if (!empty) std::memcpy(state, block(n, j), size * sizeof(float));
        run(s, begin, end, state, empty, moves && end == tokens, own);
        if (end == tokens) finish(s, n, state);
    });
    return made;
}

Gradients backward(const Inputs& in, const Outputs& made, const Tensor& d_out, const Tensor& d_sums, const Tensor& d_normaliser) {
    Sequences all(in);
    auto& gradients = all.gradients;
    const auto like = [](const Tensor& x) { return x.defined() ? at::empty_like(x) : Tensor(); };
    gradients = {like(all.in.q), like(all.in.k), like(all.in.v), like(in.u), like(in.w), like(all.in.before), like(all.in.p), like(all.in.r),
                 like(all.in.sums), like(all.in.normaliser)};
    if (in.q.is_meta()) return gradients;
    const long tokens = in.k.size(2);
    const bool given = in.sums.defined(), ends = d_sums.defined() || d_normaliser.defined();
    if (all.count() == 0 || tokens == 0 || in.q.size(1) == 0) {
        // Nothing is read: a state goes through as it is.
        for (auto* x : {&gradients.q, &gradients.k, &gradients.v, &gradients.u, &gradients.w, &gradients.before, &gradients.p, &gradients.r})
            if (x->defined()) x->zero_();
        if (given) gradients.sums = d_sums.defined() ? d_sums.contiguous() : gradients.sums.zero_();
        if (gradients.normaliser.defined()) gradients.normaliser = d_normaliser.defined() ? d_normaliser.contiguous() : gradients.normaliser.zero_();
        return gradients;
    }
    all.out = rows(made.out), all.total = made.total, all.d_out = rows(d_out);
    const auto run = WORKBENCH_VARIANTS(backward).chosen();
    const auto gather_run = WORKBENCH_VARIANTS(gather_reverse).chosen();
    const auto parts = cut(all.count(), tokens);
    const auto first = all.at(0);
    const size_t size = size_t(state_size(first)), room = size_t(WORKBENCH_VARIANTS(backward_scratch).chosen()(first, std::min(parts.span, tokens)));
    const long sums = first.features * first.width, totals = first.totals;
    const auto end_sums = !ends ? Tensor() : d_sums.defined() ? d_sums.contiguous() : at::zeros_like(made.sums);
    const auto end_totals = !ends || !in.floor ? Tensor() : d_normaliser.defined() ? d_normaliser.contiguous() : at::zeros_like(made.normaliser);
    const auto part = [](const Tensor& x, long n, long count) { return x.defined() && x.numel() > 0 ? x.data_ptr<float>() + n * count : nullptr; };
    const auto block = [&](long n, long span) { return made.states.data_ptr<float>() + (n * parts.spans + span) * size; };
    const auto load = [&](const Sequence& s, long n, float* reverse) {
        load_reverse(s, part(end_sums, n, sums), part(end_totals, n, totals), reverse);
    };
    const auto span = [&](const Sequence& s, long n, long j, float* reverse, bool ended, float* own) {
        const long begin = j * parts.span, end = std::min(begin + parts.span, tokens);
        run(s, begin, end, given || j > 0 ? block(n, j) : nullptr, reverse, ended, given || (j > 0 && !parts.across), own);
    };
    // What only the state's ends have: u after the last token and `before` scale the state that goes out and the one that comes in.
    const auto finish = [&](const Sequence& s, long n, const float* reverse) {
        if (given) store_reverse(s, reverse, part(gradients.sums, n, sums), part(gradients.normaliser, n, totals));
        if (!s.weighted) return;
        gradients.before.data_ptr<float>()[n] = given ? -float(along(part(gradients.sums, n, sums), part(all.in.sums, n, sums), sums) +
            (s.divides ? along(part(gradients.normaliser, n, totals), part(all.in.normaliser, n, totals), totals) : 0)) : 0;
        if (ends)
            s.d_u.data[(tokens - 1) * s.d_u.step] += float(along(part(end_sums, n, sums), part(made.sums, n, sums), sums) +
                (s.divides ? along(part(end_totals, n, totals), part(made.normaliser, n, totals), totals) : 0));
    };

    if (!parts.across) {
        each_task(parts.sequences, all.work(3), [&](long n) {
            const auto s = all.at(n);
            auto *own = scratch(0, room), *reverse = scratch(1, size);
            if (ends) load(s, n, reverse);
            for (long j = parts.spans - 1; j >= 0; j--) span(s, n, j, reverse, !ends && j == parts.spans - 1, own);
            finish(s, n, reverse);
        });
        return gradients;
    }
    const auto reverses = at::empty({parts.sequences, parts.spans, long(size)}, in.q.options());
    const auto after = [&](long n, long j) { return reverses.data_ptr<float>() + (n * parts.spans + j) * size; };
    each_task(parts.sequences * (parts.spans - 1), all.work(1), [&](long task) {
        const long n = task / (parts.spans - 1), j = task % (parts.spans - 1) + 1;
        gather_run(all.at(n), j * parts.span, std::min((j + 1) * parts.span, tokens), after(n, j - 1), true, scratch(0, room));
    });
    each_task(parts.sequences, double(parts.sequences * parts.spans * long(size)), [&](long n) {
        const auto s = all.at(n);
        if (ends) load(s, n, after(n, parts.spans - 1));
        for (long j = parts.spans - (ends ? 2 : 3); j >= 0; j--)
            add_scaled(after(n, j), after(n, j + 1), decay(s, (j + 1) * parts.span, std::min((j + 2) * parts.span, tokens)), long(size));
    });
    each_task(parts.sequences * parts.spans, all.work(3), [&](long task) {
        const long n = task / parts.spans, j = task % parts.spans;
        span(all.at(n), n, j, after(n, j), !ends && j == parts.spans - 1, scratch(0, room));
    });
    for (long n = 0; n < parts.sequences; n++) finish(all.at(n), n, after(n, 0));
    return gradients;
}

}  // namespace workbench::linear_attention
