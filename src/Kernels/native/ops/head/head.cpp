// The operators workbench::linear_cross_entropy, …_gradients and …_score.
// Idea (Liger's; Hsu et al. 2024): a chunk of rows' logits are made, their softmax taken, and where gradients are wanted they become those
// of the logits in place and go into dx and dweight at once. So the forward pass has all gradients, the backward pass scales them by the
// incoming one, and no more than a chunk of logits ever is in memory. Rows whose target is ignored are left out: they cost nothing.
// Measured (Emerald Rapids, two cores, N x V x D = 2048 x 32768 x 256, forward and backward, beside linear + cross_entropy on the same
// products, two runs on a machine with other work): 806 to 811 ms for 1545 to 1822 on one thread, 442 to 475 for 1039 to 1838 on two
// (217 to 233 GFLOP/s of its products), 68 MiB at the peak for 768; at V = 65 the gain is small.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/graph_task.h>

#include <cmath>
#include <limits>
#include <vector>

#include "boundary.h"
#include "chunks.h"
#include "isa.h"
#include "maybe.h"
#include "once.h"
#include "operators.h"
#include "registry.h"

namespace workbench::head {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;
using Four = std::tuple<Tensor, Tensor, Tensor, Tensor>;

void check(const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets) {
    const auto fits = [&](const Tensor& t) { return t.scalar_type() == at::kFloat && t.device() == x.device() && t.layout() == at::kStrided; };
    TORCH_CHECK(fits(x) && fits(weight) && (!bias || fits(*bias)), "linear_cross_entropy takes float32 tensors of one device");
    TORCH_CHECK(x.dim() >= 2 && weight.dim() == 2 && x.size(-1) == weight.size(1) && weight.size(0) > 0 && weight.size(1) > 0,
                "linear_cross_entropy: x ", x.sizes(), " and weight ", weight.sizes(), " do not fit: [..., D] and [V, D] do");
    TORCH_CHECK(!bias || (bias->dim() == 1 && bias->size(0) == weight.size(0)), "linear_cross_entropy: a bias has the shape [V]");
    TORCH_CHECK(targets.scalar_type() == at::kLong && targets.sizes() == x.sizes().slice(0, x.dim() - 1) && targets.device() == x.device(),
                "linear_cross_entropy: targets are int64 of the shape of x without its last dimension, not ", targets.sizes());
}

// Rows that can be read as they lie, or a copy.
Tensor readable_rows(const Tensor& t) {
    const bool direct = (t.stride(1) == 1 || t.size(1) == 1) && (t.stride(0) >= t.size(1) || t.size(0) == 1);
    return direct ? t : t.contiguous();
}

gemm::Matrix matrix_of(const Tensor& weight, Tensor& held) {
    const long v = weight.size(0), d = weight.size(1);
    if (weight.stride(0) == 1 && weight.stride(1) >= v && d > 1) {
        held = weight;
        return {weight.data_ptr<float>(), weight.stride(1), true};
    }
    held = readable_rows(weight);
    return {held.data_ptr<float>(), v == 1 ? d : held.stride(0), false};
}

struct Asked {
    int64_t ignore_index = -100;
    double label_smoothing = 0, z_loss = 0;
    bool mean = false;
};

struct Answer {
    Outcome outcome;
    int64_t count = 0;
    Tensor dx, dweight, dbias;
};

Answer compute(const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets, const Asked& asked, bool want_dx,
               bool want_dweight, bool want_dbias) {
    check(x, weight, bias, targets);
    const auto flat = readable_rows(x.reshape({targets.numel(), x.size(-1)}));
    const auto classes = targets.contiguous();
    const auto offset = bias ? bias->contiguous() : Tensor();
    const auto* numbers = classes.data_ptr<int64_t>();
    std::vector<int64_t> counted;
    counted.reserve(size_t(classes.numel()));
    for (int64_t i = 0; i < classes.numel(); i++) {
        if (numbers[i] == asked.ignore_index) continue;
        TORCH_CHECK(numbers[i] >= 0 && numbers[i] < weight.size(0), "linear_cross_entropy: target ", i, " is ", numbers[i],
                    "; allowed are 0 to ", weight.size(0) - 1, " and ignore_index, ", asked.ignore_index);
        counted.push_back(i);
    }

    Answer answer;
    answer.count = int64_t(counted.size());
    const bool all = answer.count == classes.numel();
    if (want_dx) answer.dx = all ? at::empty(x.sizes(), x.options()) : at::zeros(x.sizes(), x.options());
    if (want_dweight) answer.dweight = answer.count ? at::empty(weight.sizes(), weight.options()) : at::zeros(weight.sizes(), weight.options());
    if (want_dbias) answer.dbias = answer.count ? at::empty(bias->sizes(), bias->options()) : at::zeros(bias->sizes(), bias->options());
    if (answer.count == 0) return answer;

    Tensor held;
    const auto data = [](const Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; };
    const long width = weight.size(1);
    const Problem problem{answer.count, width, weight.size(0), data(flat), flat.size(0) == 1 ? width : flat.stride(0),
                          matrix_of(weight, held), data(offset), numbers, all ? nullptr : counted.data(),
                          asked.label_smoothing, asked.z_loss, asked.mean ? 1.0 / double(answer.count) : 1.0};
    answer.outcome = run(problem, {data(answer.dx), data(answer.dweight), data(answer.dbias)});
    return answer;
}

Tensor loss_of(const Answer& answer, const Asked& asked, const Tensor& x) {
    double loss = answer.outcome.loss;
    if (asked.mean) loss = answer.count ? loss / double(answer.count) : std::numeric_limits<double>::quiet_NaN();
    return at::full({}, loss, x.options());
}

Tensor loss_cpu(const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets, int64_t ignore_index,
                double label_smoothing, double z_loss, bool mean) {
    const Asked asked{ignore_index, label_smoothing, z_loss, mean};
    return loss_of(compute(x, weight, bias, targets, asked, false, false, false), asked, x);
}

Tensor loss_meta(const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets, int64_t, double, double, bool) {
    check(x, weight, bias, targets);
    return at::empty({}, x.options());
}

// The loss with the gradients that are wanted; the others are undefined.
Four gradients_cpu(const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets, int64_t ignore_index,
                   double label_smoothing, double z_loss, bool mean, bool dx, bool dweight, bool dbias) {
    const Asked asked{ignore_index, label_smoothing, z_loss, mean};
    const auto answer = compute(x, weight, bias, targets, asked, dx, dweight, dbias);
    return {loss_of(answer, asked, x), answer.dx, answer.dweight, answer.dbias};
}

Four gradients_meta(const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets, int64_t, double, double, bool,
                    bool dx, bool dweight, bool dbias) {
    check(x, weight, bias, targets);
    const auto like = [](const Tensor& t) { return at::empty(t.sizes(), t.options()); };
    return {at::empty({}, x.options()), dx ? like(x) : Tensor(), dweight ? like(weight) : Tensor(), dbias ? like(*bias) : Tensor()};
}

// [3], float64: the sum of the losses, how many rows count, how many of these hit.
Tensor score_cpu(const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets, int64_t ignore_index) {
    Asked asked;
    asked.ignore_index = ignore_index;
    const auto answer = compute(x, weight, bias, targets, asked, false, false, false);
    auto out = at::empty({3}, x.options().dtype(at::kDouble));
    auto* values = out.data_ptr<double>();
    values[0] = answer.outcome.loss;
    values[1] = double(answer.count);
    values[2] = double(answer.outcome.hits);
    return out;
}

Tensor score_meta(const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets, int64_t) {
    check(x, weight, bias, targets);
    return at::empty({3}, x.options().dtype(at::kDouble));
}

struct LinearCrossEntropy : torch::autograd::Function<LinearCrossEntropy> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets,
                          int64_t ignore_index, double label_smoothing, double z_loss, bool mean) {
        static const auto handle = operator_named<decltype(gradients_cpu)>("linear_cross_entropy_gradients");
        at::AutoDispatchBelowADInplaceOrView below;
        auto [loss, dx, dweight, dbias] = handle.call(x, weight, bias, targets, ignore_index, label_smoothing, z_loss, mean, x.requires_grad(),
                                                      weight.requires_grad(), bias && bias->requires_grad());
        context->save_for_backward({dx, dweight, dbias});
        return loss;
    }

    static tensor_list backward(AutogradContext* context, tensor_list incoming) {
        auto saved = context->get_saved_variables();
        tensor_list gradients(8);
        {
            // What is kept for another backward pass must stay as it is; otherwise the buffers themselves are handed on.
            const bool kept = torch::autograd::get_current_graph_task_keep_graph() || incoming[0].is_meta();
            at::AutoDispatchBelowADInplaceOrView below;
            const auto scaled = [&](Tensor& t) {
                if (!t.defined() || kept) return t.defined() ? at::mul(t, incoming[0]) : t;
                return incoming[0].item<float>() == 1 ? t : t.mul_(incoming[0]);
            };
            for (int i = 0; i < 3; i++) gradients[i] = scaled(saved[i]);
        }
        return once(std::move(gradients), "head");
    }
};

Tensor loss_autograd(const Tensor& x, const Tensor& weight, const MaybeTensor& bias, const Tensor& targets, int64_t ignore_index,
                     double label_smoothing, double z_loss, bool mean) {
    const bool wanted = x.requires_grad() || weight.requires_grad() || (bias && bias->requires_grad());
    if (at::GradMode::is_enabled() && wanted)
        return LinearCrossEntropy::apply(x, weight, bias, targets, ignore_index, label_smoothing, z_loss, mean);
    static const auto handle = operator_named<decltype(loss_cpu)>("linear_cross_entropy");
    at::AutoDispatchBelowADInplaceOrView below;
    return handle.call(x, weight, bias, targets, ignore_index, label_smoothing, z_loss, mean);
}

void install() {
    static Operators operators;
    const std::string inputs = "Tensor x, Tensor weight, Tensor? bias, Tensor targets, int ignore_index";
    const std::string shape = ", float label_smoothing, float z_loss, bool mean";
    operators.schemas.def(("linear_cross_entropy(" + inputs + shape + ") -> Tensor").c_str());
    operators.schemas.def(
        ("linear_cross_entropy_gradients(" + inputs + shape + ", bool dx, bool dweight, bool dbias) -> (Tensor, Tensor, Tensor, Tensor)").c_str());
    operators.schemas.def(("linear_cross_entropy_score(" + inputs + ") -> Tensor").c_str());
    operators.cpu.impl("linear_cross_entropy", TORCH_FN(loss_cpu));
    operators.cpu.impl("linear_cross_entropy_gradients", TORCH_FN(gradients_cpu));
    operators.cpu.impl("linear_cross_entropy_score", TORCH_FN(score_cpu));
    operators.meta.impl("linear_cross_entropy", TORCH_FN(loss_meta));
    operators.meta.impl("linear_cross_entropy_gradients", TORCH_FN(gradients_meta));
    operators.meta.impl("linear_cross_entropy_score", TORCH_FN(score_meta));
    operators.autograd.impl("linear_cross_entropy", TORCH_FN(loss_autograd));
    // The other two have no gradient: their results are constants to autograd.
    operators.autograd.impl("linear_cross_entropy_score", torch::CppFunction::makeFallthrough());
    operators.autograd.impl("linear_cross_entropy_gradients", torch::CppFunction::makeFallthrough());
}

Kernel kernel("head", install, [] { return "oneDNN, softmax " + std::string(name(instruction_set())); });

}  // namespace
}  // namespace workbench::head

using namespace workbench;
using namespace workbench::head;

// bias may be null. *result is a new tensor, a scalar, which the caller owns.
WORKBENCH_EXPORT const char* workbench_linear_cross_entropy(const at::Tensor* x, const at::Tensor* weight, const at::Tensor* bias,
                                                            const at::Tensor* targets, int64_t ignore_index, double label_smoothing,
                                                            double z_loss, int mean, at::Tensor** result) {
    return guarded([&] {
        static const auto handle = operator_named<decltype(loss_cpu)>("linear_cross_entropy");
        *result = new at::Tensor(handle.call(*x, *weight, maybe(bias), *targets, ignore_index, label_smoothing, z_loss, mean != 0));
    });
}

WORKBENCH_EXPORT const char* workbench_linear_cross_entropy_score(const at::Tensor* x, const at::Tensor* weight, const at::Tensor* bias,
                                                                  const at::Tensor* targets, int64_t ignore_index, double* loss,
                                                                  int64_t* count, int64_t* correct) {
    return guarded([&] {
        static const auto handle = operator_named<decltype(score_cpu)>("linear_cross_entropy_score");
        const auto score = handle.call(*x, *weight, maybe(bias), *targets, ignore_index);
        const auto* values = score.data_ptr<double>();
        *loss = values[0];
        *count = int64_t(values[1]);
        *correct = int64_t(values[2]);
    });
}
