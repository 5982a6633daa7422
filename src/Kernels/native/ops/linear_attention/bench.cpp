// Causal linear attention (elu + 1) and the delta rule, forward + backward, 8 heads of 64, against plain operators of libtorch: the chunked
// sums, full softmax attention, and the delta rule token by token. Milliseconds, and GFLOP/s of the products that the kernel makes.
#include "bench.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/autograd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>

#include "operators.h"
#include "reference.h"

namespace {

using at::Tensor;
using Maybe = c10::optional<Tensor>;
namespace reference = workbench::linear_attention::reference;

constexpr long Heads = 8, Width = 64, Chunk = 64;

Tensor ours(const Tensor& q, const Tensor& k, const Tensor& v, bool elu) {
    using Signature = std::tuple<Tensor, Tensor, Tensor>(const Tensor&, const Tensor&, const Tensor&, const Maybe&, const Maybe&, const Maybe&,
                                                         const Maybe&, const Maybe&, const Maybe&, const Maybe&, c10::optional<double>, int64_t,
                                                         bool, bool);
    static const auto handle = workbench::operator_named<Signature>("linear_attention");
    return std::get<0>(handle.call(q, k, v, {}, {}, {}, {}, {}, {}, {}, 1e-12, Chunk, elu, false));
}

Tensor map(const Tensor& x) { return at::elu(x) + 1; }

// What Models/Attention/CausalSums.cs does, without weights: q [G, 1, 1, T, F], k, v [G, 1, T, F].
Tensor plain(const Tensor& q, const Tensor& k, const Tensor& v) {
    const long groups = k.size(0), tokens = k.size(2), count = tokens / Chunk, all = groups * count;
    const auto values = at::cat({v, at::ones_like(v.narrow(-1, 0, 1))}, -1).reshape({all, Chunk, Width + 1});
    const auto rows = map(q).reshape({all, Chunk, Width}), keys = map(k).reshape({all, Chunk, Width});
    auto mixed = at::bmm(at::bmm(rows, keys.transpose(1, 2)).tril(), values);
    const auto sums = at::bmm(keys.transpose(1, 2), values).view({groups, count, Width * (Width + 1)});
    const auto past = at::cat({at::zeros_like(sums.narrow(1, 0, 1)), sums}, 1).cumsum(1).narrow(1, 0, count);
    mixed = mixed + at::bmm(rows, past.reshape({all, Width, Width + 1}));
    return (mixed.narrow(-1, 0, Width) / mixed.narrow(-1, Width, 1).clamp_min(1e-12)).view(q.sizes());
}

Tensor full(const Tensor& q, const Tensor& k, const Tensor& v) {
    const long tokens = k.size(2);
    const auto future = at::full({tokens, tokens}, -INFINITY).triu_(1);
    const auto scores = at::matmul(q.select(1, 0) * 0.125, k.transpose(-1, -2)) + future;
    return at::matmul(at::softmax(scores, -1), v).unsqueeze(1);
}

Tensor delta(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& beta) {
    using Signature = std::tuple<Tensor, Tensor>(const Tensor&, const Tensor&, const Tensor&, const Tensor&, const Maybe&, int64_t, bool);
    static const auto handle = workbench::operator_named<Signature>("delta_rule");
    return std::get<0>(handle.call(q, k, v, beta, {}, Chunk, false));
}

Tensor delta_by_tokens(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& beta) {
    auto state = at::zeros({Heads, Width, Width});
    std::vector<Tensor> outputs;
    for (long t = 0; t < k.size(2); t++) {
        const auto key = k.select(2, t);  // [G, 1, F]
        const auto error = v.select(2, t) - at::bmm(key, state);
        state = at::baddbmm(state, key.transpose(1, 2), beta.select(2, t).unsqueeze(-1) * error);
        outputs.push_back(at::bmm(q.select(3, t).select(1, 0), state));
    }
    return at::stack(outputs, 2).unsqueeze(1);
}

double milliseconds(const std::function<Tensor()>& forward, const std::vector<Tensor>& inputs, bool backward) {
    if (!backward) {
        at::NoGradGuard none;
        return 1e3 * workbench::median_seconds([&] { forward(); });
    }
    const auto weights = at::randn_like(forward());
    return 1e3 * workbench::median_seconds([&] { torch::autograd::grad({forward()}, inputs, {weights}); });
}

reference::Values doubles(const Tensor& x) {
    const auto wide = x.detach().to(at::kDouble).contiguous();
    return {wide.data_ptr<double>(), wide.data_ptr<double>() + wide.numel()};
}

void validate() {
    const long tokens = 300;
    const auto q = at::randn({2, 1, 1, tokens, Width}), k = at::randn({2, 1, tokens, Width}), v = at::randn({2, 1, tokens, Width});
    const auto out = ours(q, k, v, true);
    double worst = 0;
    for (long g = 0; g < 2; g++) {
        const auto a = doubles(map(q[g])), b = doubles(map(k[g])), zero = reference::Values(tokens);
        const auto exact = reference::attend(tokens, Width, Width, Width, a, b, doubles(v[g]), a, b, zero, zero, 1e-12);
        const auto mine = doubles(out[g]);
        for (size_t i = 0; i < exact.size(); i++) worst = std::max(worst, std::abs(exact[i] - mine[i]));
    }
    std::printf("largest difference from reference.h: %.1e\n", worst);
    if (!(worst < 1e-5)) std::exit(1);
}

}  // namespace

int main(int count, char** arguments) {
    if (const auto* error = workbench_register("")) return std::fprintf(stderr, "%s\n", error), 1;
    const long longest = count > 1 ? std::atol(arguments[1]) : 16384, longest_full = count > 2 ? std::atol(arguments[2]) : 2048;
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    validate();
    std::printf("%7s %8s %-9s %10s %10s %10s %10s %9s %10s %10s\n", "tokens", "threads", "", "kernel", "+elu", "plain", "full", "GFLOP/s", "delta",
                "by tokens");
    for (const int threads : {1, 2})
        for (long tokens = 512; tokens <= longest; tokens *= 2) {
            at::set_num_threads(threads);
            const auto q = at::randn({Heads, 1, 1, tokens, Width}).requires_grad_(), k = at::randn({Heads, 1, tokens, Width}).requires_grad_(),
                       v = at::randn({Heads, 1, tokens, Width}).requires_grad_();
            const auto unit = (k.detach() / k.detach().norm(2, {-1}, true)).requires_grad_(),
                       beta = at::rand({Heads, 1, tokens}).requires_grad_();
            for (const bool backward : {false, true}) {
                const double fused = milliseconds([&] { return ours(q, k, v, true); }, {q, k, v}, backward);
                const double outside = milliseconds([&] { return ours(map(q), map(k), v, false); }, {q, k, v}, backward);
                const double chunked = milliseconds([&] { return plain(q, k, v); }, {q, k, v}, backward);
                const double whole = tokens <= longest_full ? milliseconds([&] { return full(q, k, v); }, {q, k, v}, backward) : NAN;
                const double rule = milliseconds([&] { return delta(q, unit, v, beta); }, {q, unit, v, beta}, backward);
                const double stepwise = tokens <= 512 ? milliseconds([&] { return delta_by_tokens(q, unit, v, beta); }, {q, unit, v, beta}, backward) : NAN;
                // Products with a state: 2 forward, 6 backward; with half a square of pairs: 2 and 5.
                const double flops = 2.0 * Heads * tokens * Width * ((backward ? 8 : 2) * Width + (backward ? 7 : 2) * Chunk / 2.0);
                std::printf("%7ld %8d %-9s %10.2f %10.2f %10.2f %10.2f %9.0f %10.2f %10.2f\n", tokens, threads, backward ? "fwd + bwd" : "fwd",
                            fused, outside, chunked, whole, flops / fused * 1e-6, rule, stepwise);
            }
        }
}
