// Tasks of the forward pass (see sequences.h), and what is asked of its inputs.
#include "sequences.h"

namespace workbench::linear_attention {
namespace {

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

void check(const Inputs& in) {
    check_sequences("linear_attention", in.q, in.k, in.v, in.chunk);
    const auto fits = [](const Tensor& x, at::IntArrayRef shape, const char* what) { check_shape("linear_attention", x, shape, what); };
    const auto groups = in.k.size(0), batch = in.k.size(1), tokens = in.k.size(2), features = in.k.size(3), width = in.v.size(3);
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
    TORCH_CHECK(!in.floor || *in.floor > 0, "workbench::linear_attention: floor = ", in.floor.value_or(0), " is not above 0");
}

}  // namespace

Outputs shaped(const Inputs& in, bool moves, bool keeps) {
    check(in);
    const auto groups = in.k.size(0), shared = in.q.size(1), batch = in.k.size(1), tokens = in.k.size(2), features = in.k.size(3),
               width = in.v.size(3);
    const auto options = in.q.options();
    Outputs made;
    // Laid out as a projection back to the model's width reads it: [B, T, G R K].
    made.out = at::empty({batch, tokens, groups, shared, width}, options).permute({2, 3, 0, 1, 4});
    made.sums = allocated_if(moves, {groups, batch, features, width}, options);
    made.normaliser = allocated_if(moves && in.floor, {groups, batch, in.totals()}, options);
    made.total = allocated_if(keeps && in.floor, {groups, shared, batch, tokens}, options);
    const auto parts = cut(groups * batch, tokens);
    const auto size = padded(features) * padded(width) + padded(in.totals());
    made.states = allocated_if(keeps || parts.across, {parts.sequences, parts.spans, size}, options);
    return made;
}

Outputs forward(const Inputs& in, bool moves, bool keeps) {
    auto made = shaped(in, moves, keeps);
    Sequences all(in);
    const long tokens = in.k.size(2);
    if (all.nothing()) {
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

}  // namespace workbench::linear_attention
