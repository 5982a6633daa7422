// The operator workbench::delta_rule with its gradient, and its C function.
// Idea: see delta.simd.cpp for the chunks. A sequence (one key/value head of one text) is a task; where there are few, every task is some of
// its value columns, which are independent given the keys; what they add to the gradients of q, k and beta is summed afterwards in order.
// Backward keeps the state before every LongestSpan tokens.
// Measured as linear_attention.cpp says: 512 tokens 3.9 ms (token by token with plain operators 332), 2048 tokens 16.8, 8192 tokens 69.
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstring>

#include "boundary.h"
#include "delta.h"
#include "maybe.h"
#include "once.h"
#include "operators.h"
#include "views.h"

namespace workbench::linear_attention {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr long EnoughRules = 4, FewestColumns = 32;

struct RuleInputs {
    Tensor q, k, v, beta, sums;
    int64_t chunk;
};

void check(const RuleInputs& in) {
    check_sequences("delta_rule", in.q, in.k, in.v, in.chunk);
    const auto groups = in.k.size(0), batch = in.k.size(1);
    check_shape("delta_rule", in.beta, {groups, batch, in.k.size(2)}, "beta");
    check_shape("delta_rule", in.sums, {groups, batch, in.k.size(3), in.v.size(3)}, "state");
}

struct Gradients {
    Tensor q, k, v, beta, sums;
};

struct Rules {
    RuleInputs in;
    long groups, batch, tokens, width, columns, blocks;
    Tensor out, d_out;
    Gradients d;  // of q, k and beta one for each block of columns: [blocks, ...]

    explicit Rules(const RuleInputs& given)
        : in(given), groups(given.k.size(0)), batch(given.k.size(1)), tokens(given.k.size(2)), width(given.v.size(3)), columns(width) {
        for (auto* x : {&in.q, &in.k, &in.v}) *x = with_rows(*x);
        if (in.sums.defined()) in.sums = in.sums.contiguous();
        while (columns > FewestColumns && count() * ceil_div(width, columns) < EnoughRules) columns = padded((columns + 1) / 2);
        blocks = columns > 0 ? ceil_div(width, columns) : 0;
    }

    long count() const { return groups * batch; }
    bool nothing() const { return count() == 0 || tokens == 0 || in.q.size(1) == 0 || width == 0; }

    Rule at(long task) const {
        const long n = task / blocks, block = task % blocks, g = n / batch, b = n % batch, first = block * columns;
        Rule s{};
        s.tokens = tokens;
        s.heads = in.q.size(1);
        s.features = in.k.size(3);
        s.width = std::min(columns, width - first);
        s.chunk = std::min<long>({long(in.chunk), MaximumChunk, tokens});
        s.q = view(in.q, g, b), s.k = view(in.k, g, b), s.v = view(in.v, g, b), s.out = view(out, g, b), s.d_out = view(d_out, g, b);
        s.beta = line(in.beta, g, b);
        s.d_v = view(d.v, g, b);
        for (auto* x : {&s.v, &s.out, &s.d_out, &s.d_v})
            if (x->data) x->data += first;
        if (d.q.defined()) s.d_q = view(d.q[block], g, b), s.d_k = view(d.k[block], g, b), s.d_beta = line(d.beta[block], g, b);
        return s;
    }

    long state_size() const { return padded(in.k.size(3)) * padded(columns); }
    long spans() const { return ceil_div(tokens, LongestSpan); }

    // Of the columns of a task: state [F, K] of a tensor [G, B, F, K] into padded rows, and back.
    void load(long task, const Rule& s, const Tensor& sums, float* state) const {
        std::memset(state, 0, size_t(state_size()) * sizeof(float));
        const float* from = sums.data_ptr<float>() + task / blocks * s.features * width + task % blocks * columns;
        for (long f = 0; f < s.features; f++) std::memcpy(state + f * padded(s.width), from + f * width, size_t(s.width) * sizeof(float));
    }

    void store(long task, const Rule& s, const float* state, const Tensor& sums) const {
        float* to = sums.data_ptr<float>() + task / blocks * s.features * width + task % blocks * columns;
        for (long f = 0; f < s.features; f++) std::memcpy(to + f * width, state + f * padded(s.width), size_t(s.width) * sizeof(float));
    }

    double work(double products) const { return products * 2 * count() * tokens * in.k.size(3) * (width + double(in.chunk)) * (1 + in.q.size(1)); }
};

struct Outputs {
    Tensor out, sums, states;
};

Outputs shaped(const RuleInputs& in, bool moves, bool keeps) {
    check(in);
    const auto options = in.q.options();
    const auto groups = in.k.size(0), batch = in.k.size(1), width = in.v.size(3);
    Outputs made;
    made.out = at::empty({batch, in.k.size(2), groups, in.q.size(1), width}, options).permute({2, 3, 0, 1, 4});
    made.sums = allocated_if(moves, {groups, batch, in.k.size(3), width}, options);
    const Rules all(in);
    made.states = allocated_if(keeps, {all.count() * all.blocks, all.spans(), all.state_size()}, options);
    return made;
}

Outputs delta(const RuleInputs& in, bool moves, bool keeps) {
    auto made = shaped(in, moves, keeps);
    Rules all(in);
    const bool given = in.sums.defined();
    if (all.nothing()) {
        if (moves) made.sums = given ? in.sums.clone() : made.sums.zero_();
        return made;
    }
    all.out = made.out;
    const auto run = WORKBENCH_VARIANTS(delta_forward).chosen();
    const auto room = size_t(WORKBENCH_VARIANTS(delta_forward_scratch).chosen()(all.at(0))), size = size_t(all.state_size());
    each_task(all.count() * all.blocks, all.work(2), [&](long task) {
        const auto s = all.at(task);
        auto *own = scratch(0, room), *state = scratch(1, size);
        if (given) all.load(task, s, all.in.sums, state);
        for (long j = 0; j < all.spans(); j++) {
            const long begin = j * LongestSpan, end = std::min(begin + LongestSpan, all.tokens);
            if (keeps && (given || j > 0)) std::memcpy(made.states.data_ptr<float>() + (task * all.spans() + j) * size, state, size * sizeof(float));
            run(s, begin, end, state, !given && j == 0, moves || end < all.tokens, own);
        }
        if (moves) all.store(task, s, state, made.sums);
    });
    return made;
}

Gradients gradients_of(const RuleInputs& in, const Tensor& states, const Tensor& d_out, const Tensor& d_sums) {
    Rules all(in);
    auto& d = all.d;
    const bool given = in.sums.defined(), ends = d_sums.defined();
    d.v = at::empty_like(all.in.v);
    if (given) d.sums = at::empty_like(all.in.sums);
    if (in.q.is_meta()) return {at::empty_like(in.q), at::empty_like(in.k), d.v, at::empty_like(in.beta), d.sums};
    if (all.nothing()) {
        if (given) d.sums = ends ? d_sums.clone() : d.sums.zero_();
        return {at::zeros_like(in.q), at::zeros_like(in.k), d.v.zero_(), at::zeros_like(in.beta), d.sums};
    }
    const auto several = [&](const Tensor& x) {
        if (all.blocks == 1) return at::empty_like(x).unsqueeze(0);
        auto sizes = x.sizes().vec();
        sizes.insert(sizes.begin(), all.blocks);
        return at::empty(sizes, x.options());
    };
    d.q = several(all.in.q), d.k = several(all.in.k), d.beta = several(in.beta);
    all.d_out = with_rows(d_out);
    const auto last = ends ? d_sums.contiguous() : Tensor();
    const auto run = WORKBENCH_VARIANTS(delta_backward).chosen();
    const auto size = size_t(all.state_size());
    const auto room = size_t(WORKBENCH_VARIANTS(delta_backward_scratch).chosen()(all.at(0), std::min(LongestSpan, all.tokens)));
    each_task(all.count() * all.blocks, all.work(5), [&](long task) {
        const auto s = all.at(task);
        auto *own = scratch(0, room), *reverse = scratch(1, size);
        if (ends) all.load(task, s, last, reverse);
        for (long j = all.spans() - 1; j >= 0; j--) {
            const long begin = j * LongestSpan, end = std::min(begin + LongestSpan, all.tokens);
            const float* state = given || j > 0 ? states.data_ptr<float>() + (task * all.spans() + j) * size : nullptr;
            run(s, begin, end, state, reverse, !ends && j == all.spans() - 1, given || j > 0, own);
        }
        if (given) all.store(task, s, reverse, d.sums);
    });
    const auto whole = [&](const Tensor& x) { return all.blocks == 1 ? x[0] : x.sum(0); };
    return {whole(d.q), whole(d.k), d.v, whole(d.beta), d.sums};
}

std::tuple<Tensor, Tensor> on_cpu(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& beta, const MaybeTensor& sums, int64_t chunk, bool moves) {
    const auto made = delta({q, k, v, beta, given(sums), chunk}, moves, false);
    return {made.out, made.sums};
}

std::tuple<Tensor, Tensor> on_meta(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& beta, const MaybeTensor& sums, int64_t chunk, bool moves) {
    const auto made = shaped({q, k, v, beta, given(sums), chunk}, moves, false);
    return {made.out, made.sums};
}

struct Delta : torch::autograd::Function<Delta> {
    static variable_list forward(AutogradContext* context, const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& beta, const MaybeTensor& sums,
                                 int64_t chunk, bool moves) {
        const RuleInputs in{q, k, v, beta, given(sums), chunk};
        at::AutoDispatchBelowADInplaceOrView below;
        const auto made = q.is_meta() ? shaped(in, moves, true) : delta(in, moves, true);
        context->save_for_backward({q, k, v, beta, in.sums, made.states});
        context->saved_data["chunk"] = chunk;
        context->set_materialize_grads(false);
        if (!moves) context->mark_non_differentiable({made.sums});
        return {made.out, made.sums};
    }

    static variable_list backward(AutogradContext* context, variable_list d) {
        const auto saved = context->get_saved_variables();
        const RuleInputs in{saved[0], saved[1], saved[2], saved[3], saved[4], context->saved_data["chunk"].toInt()};
        Gradients g;
        {
            at::AutoDispatchBelowADInplaceOrView below;
            const auto& k = in.k;
            const auto d_out = d[0].defined() ? d[0] : at::zeros({k.size(0), in.q.size(1), k.size(1), k.size(2), in.v.size(3)}, k.options());
            g = gradients_of(in, saved[5], d_out, d[1]);
        }
        return once({g.q, g.k, g.v, g.beta, g.sums, Tensor(), Tensor()}, "linear-attention");
    }
};

std::tuple<Tensor, Tensor> with_gradient(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& beta, const MaybeTensor& sums, int64_t chunk,
                                         bool moves) {
    bool wanted = sums && sums->defined() && sums->requires_grad();
    for (const auto* x : {&q, &k, &v, &beta}) wanted |= x->requires_grad();
    if (!wanted || !at::GradMode::is_enabled()) {
        static const auto handle = operator_named<decltype(on_cpu)>("delta_rule");
        at::AutoDispatchBelowADInplaceOrView below;
        return handle.call(q, k, v, beta, sums, chunk, moves);
    }
    const auto made = Delta::apply(q, k, v, beta, sums, chunk, moves);
    return {made[0], made[1]};
}

}  // namespace

void install_delta_rule(Operators& operators) {
    operators.schemas.def("delta_rule(Tensor q, Tensor k, Tensor v, Tensor beta, Tensor? sums, int chunk, bool moves) -> (Tensor, Tensor)");
    operators.cpu.impl("delta_rule", TORCH_FN(on_cpu));
    operators.meta.impl("delta_rule", TORCH_FN(on_meta));
    operators.autograd.impl("delta_rule", TORCH_FN(with_gradient));
}

}  // namespace workbench::linear_attention

// *new_sums is null where `moves` is 0.
WORKBENCH_EXPORT const char* workbench_delta_rule(const at::Tensor* q, const at::Tensor* k, const at::Tensor* v, const at::Tensor* beta,
                                                  const at::Tensor* sums, int64_t chunk, int moves, at::Tensor** out, at::Tensor** new_sums) {
    return workbench::guarded([&] {
        using workbench::linear_attention::on_cpu;
        static const auto handle = workbench::operator_named<decltype(on_cpu)>("delta_rule");
        auto made = handle.call(*q, *k, *v, *beta, workbench::maybe(sums), chunk, moves != 0);
        *out = new at::Tensor(std::move(std::get<0>(made)));
        *new_sums = moves ? new at::Tensor(std::move(std::get<1>(made))) : nullptr;
    });
}
