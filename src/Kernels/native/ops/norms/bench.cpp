// LayerNorm and RMSNorm with the residual addition, forward and forward + backward, against libtorch's plain operators; and how many bytes
// a second the forward pass moves (two rows read, two written), beside a copy.
#include "bench.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <cstdio>

extern "C" const char* workbench_norm(const at::Tensor*, const at::Tensor*, const at::Tensor*, const at::Tensor*, int, double, at::Tensor**, at::Tensor**);

namespace {

struct Pair {
    at::Tensor sum, y;
};

Pair ours(const at::Tensor& x, const at::Tensor& r, const at::Tensor& weight, const at::Tensor* bias) {
    at::Tensor *sum, *y;
    if (const auto* error = workbench_norm(&x, &r, &weight, bias, bias != nullptr, 1e-5, &sum, &y)) std::fprintf(stderr, "%s\n", error), std::exit(1);
    Pair result{*sum, *y};
    delete sum;
    delete y;
    return result;
}

Pair plain(const at::Tensor& x, const at::Tensor& r, const at::Tensor& weight, const at::Tensor* bias) {
    const auto s = x + r;
    if (bias) return {s, at::layer_norm(s, {s.size(-1)}, weight, *bias, 1e-5)};
    return {s, s * s.square().mean({-1}, true).add_(1e-5).rsqrt_() * weight};
}

}  // namespace

int main() {
    if (const auto* error = workbench_register("")) return std::fprintf(stderr, "%s\n", error), 1;
    std::printf("%-14s %8s %9s | %10s %10s %6s %8s | %10s %10s %6s\n", "rows x width", "threads", "norm", "plain us", "ours us", "ratio", "GB/s", "plain us",
                "ours us", "ratio");
    for (const auto& [rows, width] : {std::pair{768L, 128L}, {2048L, 384L}, {2048L, 256L}, {16384L, 768L}}) {
        for (const int threads : {1, 2}) {
            at::set_num_threads(threads);
            for (const bool layer : {true, false}) {
                const auto x = at::randn({rows, width}), r = at::randn({rows, width}), g = at::randn({rows, width});
                const auto weight = at::randn({width}), bias = at::randn({width});
                auto target = at::empty_like(x);
                const auto forward = [&](auto norm) { return 1e6 * workbench::median_seconds([&] { norm(x, r, weight, layer ? &bias : nullptr); }); };
                const auto both = [&](auto norm) {
                    const auto xs = x.clone().requires_grad_(), rs = r.clone().requires_grad_(), w = weight.clone().requires_grad_(), b = bias.clone().requires_grad_();
                    return 1e6 * workbench::median_seconds([&] {
                        const auto made = norm(xs, rs, w, layer ? &b : nullptr);
                        torch::autograd::variable_list inputs{xs, rs, w};
                        if (layer) inputs.push_back(b);
                        torch::autograd::grad({made.sum, made.y}, inputs, {g, g});
                    });
                };
                const double f0 = forward(plain), f1 = forward(ours), b0 = both(plain), b1 = both(ours);
                const double copy = 1e6 * workbench::median_seconds([&] { target.copy_(x); });
                const double bytes = 4.0 * rows * width;
                char shape[32];
                std::snprintf(shape, sizeof shape, "%ld x %ld", rows, width);
                std::printf("%-14s %8d %9s | %10.1f %10.1f %6.2f %8.1f | %10.1f %10.1f %6.2f   (a copy: %.1f GB/s)\n", shape, threads, layer ? "layernorm" : "rmsnorm", f0, f1,
                            f0 / f1, 4 * bytes / f1 * 1e-3, b0, b1, b0 / b1, 2 * bytes / copy * 1e-3);
            }
        }
    }
}
