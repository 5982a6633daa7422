// Tasks of the backward pass (see sequences.h): from the last span to the first, with the gradient of the state that the later ones have read.
#include "sequences.h"

namespace workbench::linear_attention {
namespace {

// [F, K] and [D] of a tensor into a padded reverse state, which is transposed.
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

double along(const float* a, const float* b, long count) {
    double sum = 0;
    for (long i = 0; i < count; i++) sum += double(a[i]) * b[i];
    return sum;
}

}  // namespace

Gradients backward(const Inputs& in, const Outputs& made, const Tensor& d_out, const Tensor& d_sums, const Tensor& d_normaliser) {
    Sequences all(in);
    auto& gradients = all.gradients;
    const auto like = [](const Tensor& x) { return x.defined() ? at::empty_like(x) : Tensor(); };
    gradients = {like(all.in.q), like(all.in.k), like(all.in.v), like(in.u), like(in.w), like(all.in.before), like(all.in.p), like(all.in.r),
                 like(all.in.sums), like(all.in.normaliser)};
    if (in.q.is_meta()) return gradients;
    const long tokens = in.k.size(2);
    const bool given = in.sums.defined(), ends = d_sums.defined() || d_normaliser.defined();
    if (all.nothing()) {
        // Nothing is read: a state goes through as it is.
        for (auto* x : {&gradients.q, &gradients.k, &gradients.v, &gradients.u, &gradients.w, &gradients.before, &gradients.p, &gradients.r})
            if (x->defined()) x->zero_();
        if (given) gradients.sums = d_sums.defined() ? d_sums.contiguous() : gradients.sums.zero_();
        if (gradients.normaliser.defined()) gradients.normaliser = d_normaliser.defined() ? d_normaliser.contiguous() : gradients.normaliser.zero_();
        return gradients;
    }
    all.out = with_rows(made.out), all.total = made.total, all.d_out = with_rows(d_out);
    const auto run = WORKBENCH_VARIANTS(backward).chosen();
    const auto gather_run = WORKBENCH_VARIANTS(gather_reverse).chosen();
    const auto parts = cut(all.count(), tokens);
    const auto first = all.at(0);
    const size_t size = size_t(state_size(first)), room = size_t(WORKBENCH_VARIANTS(backward_scratch).chosen()(first, std::min(parts.span, tokens)));
    const long sums = first.features * first.width, totals = first.totals;
    const auto end_sums = !ends ? Tensor() : d_sums.defined() ? d_sums.contiguous() : at::zeros_like(made.sums);
    const auto end_totals = !ends || !in.floor ? Tensor() : d_normaliser.defined() ? d_normaliser.contiguous() : at::zeros_like(made.normaliser);
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
