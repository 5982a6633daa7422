// The activations against libtorch's plain operators, forward and forward + backward: f(p + bias), gated f(a) b.
#include "bench.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <cstdio>

extern "C" const char* workbench_activate(const at::Tensor*, const at::Tensor*, int, int, at::Tensor**);

namespace {

enum { Gelu, Relu, Silu };

at::Tensor taken(const char* error, at::Tensor* made) {
    if (error) std::fprintf(stderr, "%s\n", error), std::exit(1);
    const auto result = *made;
    delete made;
    return result;
}

at::Tensor ours(const at::Tensor& p, const at::Tensor& bias, int function, bool gated) {
    at::Tensor* y;
    const auto* error = workbench_activate(&p, &bias, function, gated, &y);
    return taken(error, y);
}

at::Tensor plain_function(const at::Tensor& x, int function) { return function == Gelu ? at::gelu(x) : function == Relu ? at::relu(x) : at::silu(x); }

at::Tensor plain(const at::Tensor& p, const at::Tensor& bias, int function, bool gated) {
    const auto x = p + bias;
    if (!gated) return plain_function(x, function);
    const auto halves = x.chunk(2, -1);
    return plain_function(halves[0], function) * halves[1];
}

}  // namespace

int main() {
    if (const auto* error = workbench_register("")) return std::fprintf(stderr, "%s\n", error), 1;
    std::printf("%-14s %8s %8s | %10s %10s %6s | %10s %10s %6s\n", "rows x width", "threads", "", "plain us", "ours us", "ratio", "plain us", "ours us", "ratio");
    for (const auto& [rows, width] : {std::pair{768L, 512L}, {2048L, 1536L}}) {
        for (const int threads : {1, 2}) {
            at::set_num_threads(threads);
            for (const auto& [name, function, gated] : {std::tuple{"gelu", Gelu, false}, {"relu", Relu, false}, {"swiglu", Silu, true}}) {
                const auto p = at::randn({rows, width}), bias = at::randn({width}), g = at::randn({rows, gated ? width / 2 : width});
                const auto forward = [&, f = function, gate = gated](auto activate) { return 1e6 * workbench::median_seconds([&] { activate(p, bias, f, gate); }); };
                const auto both = [&, f = function, gate = gated](auto activate) {
                    const auto x = p.clone().requires_grad_(), b = bias.clone().requires_grad_();
                    return 1e6 * workbench::median_seconds([&] { torch::autograd::grad({activate(x, b, f, gate)}, {x, b}, {g}); });
                };
                const double f0 = forward(plain), f1 = forward(ours), b0 = both(plain), b1 = both(ours);
                char shape[32];
                std::snprintf(shape, sizeof shape, "%ld x %ld", rows, width);
                std::printf("%-14s %8d %8s | %10.1f %10.1f %6.2f | %10.1f %10.1f %6.2f\n", shape, threads, name, f0, f1, f0 / f1, b0, b1, b0 / b1);
            }
        }
    }
}
