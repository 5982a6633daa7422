// Tasks of the forward pass (see sequences.h), and the checks of its inputs.
#include "sequences.h"

namespace workbench::linear_attention {
namespace {

// Copies [F, K] and [D] to a padded state.
void load_state(const Sequence& s, const float* sums, const float* normaliser, float* state) {
    const long kp = padded(s.width);
    std::memset(state, 0, size_t(state_size(s)) * sizeof(float));
    if (s.width > 0)
        for (long f = 0; f < s.features; f++) std::memcpy(state + f * kp, sums + f * s.width, size_t(s.width) * sizeof(float));
    if (normaliser) std::memcpy(state + sums_size(s), normaliser, size_t(s.totals) * sizeof(float));
}

void store_state(const Sequence& s, const float* state, float* sums, float* normaliser) {
    const long kp = padded(s.width);
    if (s.width > 0)
        for (long f = 0; f < s.features; f++) std::memcpy(sums + f * s.width, state + f * kp, size_t(s.width) * sizeof(float));
    if (normaliser) std::memcpy(normaliser, state + sums_size(s), size_t(s.totals) * sizeof(float));
}

void check(const Inputs& in) {
    require_sequences(in.q, in.k, in.v, in.chunk);
    const long groups = in.k.size(0), batch = in.k.size(1), tokens = in.k.size(2), features = in.k.size(3), width = in.v.size(3);
    require(groups > 0 && batch > 0 && tokens > 0 && in.q.size(1) > 0, "there is a token");
    require(in.u.defined() == in.w.defined() && in.u.defined() == in.before.defined(), "u, w and before come together or not at all");
    require(in.p.defined() == in.r.defined(), "p and r come together or not at all");
    require(!in.p.defined() || (in.p.dim() == 5 && in.elu == 0 && in.divides()), "p needs finished features and a division");
    require_shape(in.u, {groups, batch, tokens}, "u is [G, B, T]");
    require_shape(in.w, {groups, batch, tokens}, "w is [G, B, T]");
    require_shape(in.before, {groups, batch}, "before is [G, B]");
    require_shape(in.p, {groups, in.q.size(1), batch, tokens, in.totals()}, "p is [G, R, B, T, D]");
    require_shape(in.r, {groups, batch, tokens, in.totals()}, "r is [G, B, T, D]");
    require_shape(in.sums, {groups, batch, features, width}, "sums is [G, B, F, K]");
    require_shape(in.normaliser, {groups, batch, in.totals()}, "normaliser is [G, B, D]");
    require(in.normaliser.defined() == (in.sums.defined() && in.divides()), "a state is sums, and a normaliser where there is a division");
}

}  // namespace

long kept_size(const Inputs& in) {
    check(in);
    const Outputs none{};
    const Sequences all(in, none);
    return all.states_size() + all.total_size();
}

void forward(const Inputs& in, const Outputs& made) {
    check(in);
    const Sequences all(in, made);
    const auto& parts = all.parts;
    const auto run = WORKBENCH_VARIANTS(forward).chosen();
    const auto gather_run = WORKBENCH_VARIANTS(gather).chosen();
    const auto step_run = WORKBENCH_VARIANTS(step).chosen();
    const auto first = all.at(0);
    const size_t size = size_t(all.state_size()), room = size_t(WORKBENCH_VARIANTS(forward_scratch).chosen()(first));
    const bool given = all.given, moves = made.sums.defined(), keeps = made.kept.defined();
    const long tokens = all.tokens, sums = first.features * first.width, totals = first.totals;
    const auto load = [&](const Sequence& s, long n, float* state) {
        load_state(s, part(in.sums, n, sums), part(in.normaliser, n, totals), state);
    };
    const auto finish = [&](const Sequence& s, long n, const float* state) {
        if (moves) store_state(s, state, part(made.sums, n, sums), part(made.normaliser, n, totals));
    };
    // Slots 0 and 1 are used by tasks, which also run on this thread.
    float* const states = keeps ? made.kept.data() : parts.across ? scratch(2, size_t(all.states_size())) : nullptr;
    const auto block = [&](long n, long span) { return states + (n * parts.spans + span) * size; };

    if (tokens == 1 && moves && !keeps) {
        each_task(parts.sequences, all.work(1), [&](long n) {
            step_run(all.at(n), part(in.sums, n, sums), part(in.normaliser, n, totals), part(made.sums, n, sums),
                     part(made.normaliser, n, totals), scratch(0, room));
        });
        return;
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
        return;
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
}

}  // namespace workbench::linear_attention
