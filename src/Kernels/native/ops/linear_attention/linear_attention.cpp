// The operator workbench::linear_attention with its gradient, and its C function.
// Idea: see forward.simd.cpp (chunks), backward.simd.cpp, sequences.h (tasks and memory).
// Measured (bench.cpp; Emerald Rapids Xeon, two cores, AVX-512; 8 heads of 64, forward + backward, ms on two threads: kernel / with elu + 1
// outside / chunked plain operators / full softmax attention of plain operators): 512 tokens 2.9 / 3.7 / 8.0 / 13.7, 2048 tokens
// 10.7 / 14.4 / 32 / 418, 8192 tokens 58 / 71 / 145. 100 GFLOP/s on one thread, 150 on two, while the tensors stay in the caches; from 8192
// tokens on part of the time is the system's, which hands every large tensor out in fresh pages.
#include <torch/csrc/autograd/custom_function.h>

#include "boundary.h"
#include "maybe.h"
#include "once.h"
#include "operators.h"
#include "registry.h"
#include "run.h"

namespace workbench::linear_attention {

void install_delta_rule(Operators& operators);

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using Result = std::tuple<Tensor, Tensor, Tensor>;

constexpr char Schema[] =
    "linear_attention(Tensor q, Tensor k, Tensor v, Tensor? u, Tensor? w, Tensor? before, Tensor? p, Tensor? r, Tensor? sums, "
    "Tensor? normaliser, float? floor, int chunk, bool elu, bool moves) -> (Tensor, Tensor, Tensor)";

Inputs gathered(const Tensor& q, const Tensor& k, const Tensor& v, const MaybeTensor& u, const MaybeTensor& w, const MaybeTensor& before,
                const MaybeTensor& p, const MaybeTensor& r, const MaybeTensor& sums, const MaybeTensor& normaliser, c10::optional<double> floor,
                int64_t chunk, bool elu) {
    return {q, k, v, given(u), given(w), given(before), given(p), given(r), given(sums), given(normaliser), floor, chunk, elu};
}

Result on_cpu(const Tensor& q, const Tensor& k, const Tensor& v, const MaybeTensor& u, const MaybeTensor& w, const MaybeTensor& before,
              const MaybeTensor& p, const MaybeTensor& r, const MaybeTensor& sums, const MaybeTensor& normaliser, c10::optional<double> floor,
              int64_t chunk, bool elu, bool moves) {
    const auto made = forward(gathered(q, k, v, u, w, before, p, r, sums, normaliser, floor, chunk, elu), moves, false);
    return {made.out, made.sums, made.normaliser};
}

Result on_meta(const Tensor& q, const Tensor& k, const Tensor& v, const MaybeTensor& u, const MaybeTensor& w, const MaybeTensor& before,
               const MaybeTensor& p, const MaybeTensor& r, const MaybeTensor& sums, const MaybeTensor& normaliser, c10::optional<double> floor,
               int64_t chunk, bool elu, bool moves) {
    const auto made = shaped(gathered(q, k, v, u, w, before, p, r, sums, normaliser, floor, chunk, elu), moves, false);
    return {made.out, made.sums, made.normaliser};
}

struct Attend : torch::autograd::Function<Attend> {
    static variable_list forward(AutogradContext* context, const Tensor& q, const Tensor& k, const Tensor& v, const MaybeTensor& u,
                                 const MaybeTensor& w, const MaybeTensor& before, const MaybeTensor& p, const MaybeTensor& r,
                                 const MaybeTensor& sums, const MaybeTensor& normaliser, c10::optional<double> floor, int64_t chunk, bool elu,
                                 bool moves) {
        const auto in = gathered(q, k, v, u, w, before, p, r, sums, normaliser, floor, chunk, elu);
        at::AutoDispatchBelowADInplaceOrView below;
        const auto made = q.is_meta() ? shaped(in, moves, true) : linear_attention::forward(in, moves, true);
        context->save_for_backward({q, k, v, in.u, in.w, in.before, in.p, in.r, in.sums, in.normaliser, made.out, made.sums, made.normaliser, made.total, made.states});
        context->saved_data["floor"] = floor;
        context->saved_data["chunk"] = chunk;
        context->saved_data["elu"] = elu;
        context->set_materialize_grads(false);
        variable_list none;
        for (const auto& x : {made.sums, made.normaliser})
            if (x.numel() == 0) none.push_back(x);
        if (!none.empty()) context->mark_non_differentiable(none);
        return {made.out, made.sums, made.normaliser};
    }

    static variable_list backward(AutogradContext* context, variable_list d) {
        const auto saved = context->get_saved_variables();
        auto& data = context->saved_data;
        const Inputs in{saved[0], saved[1], saved[2], saved[3], saved[4], saved[5], saved[6], saved[7], saved[8], saved[9],
                        data["floor"].toOptional<double>(), data["chunk"].toInt(), data["elu"].toBool()};
        const Outputs made{saved[10], saved[11], saved[12], saved[13], saved[14]};
        Gradients g;
        {
            at::AutoDispatchBelowADInplaceOrView below;
            g = linear_attention::backward(in, made, d[0].defined() ? d[0] : at::zeros_like(made.out), d[1], d[2]);
        }
        return once({g.q, g.k, g.v, g.u, g.w, g.before, g.p, g.r, g.sums, g.normaliser, Tensor(), Tensor(), Tensor(), Tensor()},
                    "linear-attention");
    }
};

Result with_gradient(const Tensor& q, const Tensor& k, const Tensor& v, const MaybeTensor& u, const MaybeTensor& w, const MaybeTensor& before,
                     const MaybeTensor& p, const MaybeTensor& r, const MaybeTensor& sums, const MaybeTensor& normaliser,
                     c10::optional<double> floor, int64_t chunk, bool elu, bool moves) {
    const auto in = gathered(q, k, v, u, w, before, p, r, sums, normaliser, floor, chunk, elu);
    bool wanted = false;
    for (const auto& x : {q, k, v, in.u, in.w, in.before, in.p, in.r, in.sums, in.normaliser}) wanted |= x.defined() && x.requires_grad();
    if (!wanted || !at::GradMode::is_enabled()) {
        static const auto handle = operator_named<decltype(on_cpu)>("linear_attention");
        at::AutoDispatchBelowADInplaceOrView below;
        return handle.call(q, k, v, u, w, before, p, r, sums, normaliser, floor, chunk, elu, moves);
    }
    const auto made = Attend::apply(q, k, v, u, w, before, p, r, sums, normaliser, floor, chunk, elu, moves);
    return {made[0], made[1], made[2]};
}

void install() {
    static Operators operators;
    operators.schemas.def(Schema);
    operators.cpu.impl("linear_attention", TORCH_FN(on_cpu));
    operators.meta.impl("linear_attention", TORCH_FN(on_meta));
    operators.autograd.impl("linear_attention", TORCH_FN(with_gradient));
    install_delta_rule(operators);
}

Kernel kernel("linear-attention", install);

}  // namespace
}  // namespace workbench::linear_attention

// A floor of 0 or less stands for none. *new_sums and *new_normaliser are null where `moves` is 0 (the latter also without a floor).
WORKBENCH_EXPORT const char* workbench_linear_attention(const at::Tensor* q, const at::Tensor* k, const at::Tensor* v, const at::Tensor* u,
                                                        const at::Tensor* w, const at::Tensor* before, const at::Tensor* p, const at::Tensor* r,
                                                        const at::Tensor* sums, const at::Tensor* normaliser, double floor, int64_t chunk,
                                                        int elu, int moves, at::Tensor** out, at::Tensor** new_sums, at::Tensor** new_normaliser) {
    return workbench::guarded([&] {
        using workbench::linear_attention::on_cpu;
        static const auto handle = workbench::operator_named<decltype(on_cpu)>("linear_attention");
        using workbench::maybe;
        const auto limit = floor > 0 ? c10::optional<double>(floor) : c10::nullopt;
        auto made = handle.call(*q, *k, *v, maybe(u), maybe(w), maybe(before), maybe(p), maybe(r), maybe(sums), maybe(normaliser), limit, chunk,
                                elu != 0, moves != 0);
        *out = new at::Tensor(std::move(std::get<0>(made)));
        *new_sums = moves ? new at::Tensor(std::move(std::get<1>(made))) : nullptr;
        *new_normaliser = moves && limit ? new at::Tensor(std::move(std::get<2>(made))) : nullptr;
    });
}
