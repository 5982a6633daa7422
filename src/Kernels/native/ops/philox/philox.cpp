// The C functions that fill memory, and the operator workbench::dropout with its gradient.
#include "philox.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "boundary.h"
#include "operators.h"
#include "registry.h"

namespace workbench::philox {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

// Any cut gives the same numbers; this one keeps a task at some tens of microseconds and starts at whole blocks.
constexpr long Grain = 1 << 14;

template <class Fill>
void shared(long count, Fill fill) {
    at::parallel_for(0, (count + Grain - 1) / Grain, 1, [&](long begin, long end) {
        fill(begin * Grain, std::min(count, end * Grain) - begin * Grain);
    });
}

template <class Fill, class Value>
const char* filled(Fill fill, Stream stream, uint64_t first, long count, Value* out) {
    return guarded([&] { shared(count, [&](long at, long n) { fill(stream, first + uint64_t(at), n, out + at); }); });
}

Tensor dropout_cpu(const Tensor& x, double p, int64_t seed, int64_t role, int64_t step) {
    TORCH_CHECK(x.scalar_type() == at::kFloat, "workbench::dropout takes float32, not ", x.scalar_type());
    TORCH_CHECK(p >= 0 && p <= 1, "workbench::dropout: p = ", p, " is not in [0, 1]");
    const auto input = x.contiguous();
    auto out = at::empty(input.sizes(), input.options());
    const auto* from = input.data_ptr<float>();
    auto* to = out.data_ptr<float>();
    const auto kernel = WORKBENCH_VARIANTS(dropout).chosen();
    const auto stream = stream_of(seed, role, step);
    shared(input.numel(), [&](long at, long n) { kernel(stream, uint64_t(at), n, drop_threshold(p), keep_scale(p), from + at, to + at); });
    return out;
}

Tensor dropout_meta(const Tensor& x, double, int64_t, int64_t, int64_t) { return at::empty(x.sizes(), x.options()); }

Tensor dropout_dispatched(const Tensor& x, double p, int64_t seed, int64_t role, int64_t step) {
    static const auto handle = operator_named<Tensor(const Tensor&, double, int64_t, int64_t, int64_t)>("dropout");
    return handle.call(x, p, seed, role, step);
}

// The mask is not kept: backward makes it again. Being linear, the gradient of dropout is dropout, also the second time.
struct Dropout : torch::autograd::Function<Dropout> {
    static Tensor forward(AutogradContext* context, const Tensor& x, double p, int64_t seed, int64_t role, int64_t step) {
        context->saved_data["p"] = p;
        context->saved_data["seed"] = seed;
        context->saved_data["role"] = role;
        context->saved_data["step"] = step;
        at::AutoDispatchBelowADInplaceOrView below;
        return dropout_dispatched(x, p, seed, role, step);
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        auto& saved = context->saved_data;
        return {dropout_dispatched(gradients[0], saved["p"].toDouble(), saved["seed"].toInt(), saved["role"].toInt(), saved["step"].toInt()),
                Tensor(), Tensor(), Tensor(), Tensor()};
    }
};

Tensor dropout_autograd(const Tensor& x, double p, int64_t seed, int64_t role, int64_t step) { return Dropout::apply(x, p, seed, role, step); }

void install() {
    static Operators operators;
    operators.schemas.def("dropout(Tensor x, float p, int seed, int role, int step) -> Tensor");
    operators.cpu.impl("dropout", TORCH_FN(dropout_cpu));
    operators.meta.impl("dropout", TORCH_FN(dropout_meta));
    operators.autograd.impl("dropout", TORCH_FN(dropout_autograd));
}

Kernel kernel("philox", install);

}  // namespace
}  // namespace workbench::philox

using namespace workbench::philox;

WORKBENCH_EXPORT const char* workbench_philox_words(uint32_t* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(words).chosen(), {seed, role, step}, first, count, out);
}

WORKBENCH_EXPORT const char* workbench_philox_uniform_float(float* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(uniform_float).chosen(), {seed, role, step}, first, count, out);
}

WORKBENCH_EXPORT const char* workbench_philox_uniform_double(double* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(uniform_double).chosen(), {seed, role, step}, first, count, out);
}

WORKBENCH_EXPORT const char* workbench_philox_normal_float(float* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(normal_float).chosen(), {seed, role, step}, first, count, out);
}

WORKBENCH_EXPORT const char* workbench_philox_normal_double(double* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(normal_double).chosen(), {seed, role, step}, first, count, out);
}

// 1 where the word is at least the threshold, else 0.
WORKBENCH_EXPORT const char* workbench_philox_keep(float* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t threshold) {
    const auto kernel = WORKBENCH_VARIANTS(keep).chosen();
    return workbench::guarded([&] {
        shared(count, [&](long at, long n) { kernel({seed, role, step}, uint64_t(at), n, threshold, 1.0f, out + at); });
    });
}

// *result is a new tensor, which the caller owns.
WORKBENCH_EXPORT const char* workbench_dropout(const Tensor* x, double p, int64_t seed, int64_t role, int64_t step, Tensor** result) {
    return workbench::guarded([&] { *result = new Tensor(dropout_dispatched(*x, p, seed, role, step)); });
}
