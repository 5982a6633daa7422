// Tasks of the backward pass (see sequences.h): from the last span to the first, carrying the gradient of the state that later spans have
// read.
#include "sequences.h"

namespace workbench::linear_attention {
namespace {

// Copies [F, K] and [D] to a padded, transposed reverse state; zeros for null.
void load_reverse(const Sequence& s, const float* sums, const float* normaliser, float* reverse) {
    const long fp = padded(s.features);
    std::memset(reverse, 0, size_t(state_size(s)) * sizeof(float));
    for (long f = 0; sums && f < s.features; f++)
        for (long e = 0; e < s.width; e++) reverse[e * fp + f] = sums[f * s.width + e];
    if (normaliser) std::memcpy(reverse + sums_size(s), normaliser, size_t(s.totals) * sizeof(float));
}

void store_reverse(const Sequence& s, const float* reverse, float* sums, float* normaliser) {
    const long fp = padded(s.features);
    for (long f = 0; f < s.features; f++)
        for (long e = 0; e < s.width; e++) sums[f * s.width + e] = reverse[e * fp + f];
    if (normaliser) std::memcpy(normaliser, reverse + sums_size(s), size_t(s.totals) * sizeof(float));
}

// The inner product; 0 for a null a.
double along(const float* a, const float* b, long count) {
    double sum = 0;
    for (long i = 0; a && i < count; i++) sum += double(a[i]) * b[i];
    return sum;
}

}  // namespace

void backward(const Inputs& in, const Outputs& made, const Tensor& d_out, const Tensor& d_sums, const Tensor& d_normaliser,
              const Gradients& gradients) {
    const Sequences all(in, made, d_out, gradients);
    const auto& parts = all.parts;
    const auto run = WORKBENCH_VARIANTS(backward).chosen();
    const auto gather_run = WORKBENCH_VARIANTS(gather_reverse).chosen();
    const auto room_of = WORKBENCH_VARIANTS(backward_scratch).chosen();
    const auto first = all.at(0);
    const bool given = all.given, ends = d_sums.defined() || d_normaliser.defined();
    const long tokens = all.tokens, sums = first.features * first.width, totals = first.totals;
    const size_t size = size_t(all.state_size()), room = size_t(room_of(first, std::min(parts.span, tokens)));
    const auto load = [&](const Sequence& s, long n, float* reverse) {
        load_reverse(s, part(d_sums, n, sums), part(d_normaliser, n, totals), reverse);
    };
    const auto span = [&](const Sequence& s, long n, long j, float* reverse, bool ended, float* own) {
        const long begin = j * parts.span, end = std::min(begin + parts.span, tokens);
        const float* state = given || j > 0 ? made.kept.data() + (n * parts.spans + j) * size : nullptr;
        run(s, begin, end, state, reverse, ended, given || (j > 0 && !parts.across), own);
    };
    // Additional gradients at the ends: u of the last token scales the outgoing state, and `before` the incoming one.
    const auto finish = [&](const Sequence& s, long n, const float* reverse) {
        float *d_in = part(gradients.sums, n, sums), *d_in_totals = part(gradients.normaliser, n, totals);
        if (given) store_reverse(s, reverse, d_in, d_in_totals);
        if (!s.weighted) return;
        gradients.before.data()[n] = given ? -float(along(d_in, part(in.sums, n, sums), sums) +
            along(d_in_totals, part(in.normaliser, n, totals), totals)) : 0;
        if (ends)
            s.d_u.data[(tokens - 1) * s.d_u.step] += float(along(part(d_sums, n, sums), part(made.sums, n, sums), sums) +
                along(part(d_normaliser, n, totals), part(made.normaliser, n, totals), totals));
    };

    if (!parts.across) {
        each_task(parts.sequences, all.work(3), [&](long n) {
            const auto s = all.at(n);
            auto *own = scratch(0, room), *reverse = scratch(1, size);
            if (ends) load(s, n, reverse);
            for (long j = parts.spans - 1; j >= 0; j--) span(s, n, j, reverse, !ends && j == parts.spans - 1, own);
            finish(s, n, reverse);
        });
        return;
    }
    // Slots 0 and 1 are used by tasks, which also run on this thread.
    float* const reverses = scratch(2, size_t(parts.sequences * parts.spans) * size);
    const auto after = [&](long n, long j) { return reverses + (n * parts.spans + j) * size; };
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
}

}  // namespace workbench::linear_attention
