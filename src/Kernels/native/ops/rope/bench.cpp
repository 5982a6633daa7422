// Rotary encoding against plain operators (x cos + exchanged(x) sin, with tables as wide as x), queries and keys of a training step.
#include "bench.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstdio>

extern "C" const char* workbench_rotate(const at::Tensor*, const at::Tensor*, const at::Tensor*, int64_t, int, at::Tensor**);

int main() {
    if (const auto* error = workbench_register("")) return std::fprintf(stderr, "%s\n", error), 1;
    std::printf("%-20s %8s %12s %10s %10s %6s %8s\n", "[B, H, T, K]", "threads", "layout", "plain us", "ours us", "ratio", "GB/s");
    for (const auto& [batch, heads, length, width] : {std::tuple{12L, 8L, 64L, 32L}, {8L, 12L, 256L, 64L}, {1L, 8L, 4096L, 64L}}) {
        for (const int threads : {1, 2}) {
            at::set_num_threads(threads);
            for (const bool interleaved : {true, false}) {
                const auto x = at::randn({batch, heads, length, width}), angles = at::randn({length, width / 2});
                const auto cosine = angles.cos(), sine = angles.sin(), wide_cosine = at::cat({cosine, cosine}, -1).contiguous(), wide_sine = at::cat({sine, sine}, -1).contiguous();
                const double plain = 1e6 * workbench::median_seconds([&] {
                    const auto partner = interleaved ? x.unflatten(-1, {width / 2, 2}).flip(-1).flatten(-2) : x.roll(width / 2, -1);
                    (x * wide_cosine).addcmul_(partner, wide_sine);
                });
                const double ours = 1e6 * workbench::median_seconds([&] {
                    at::Tensor* y;
                    if (const auto* error = workbench_rotate(&x, &cosine, &sine, 0, interleaved, &y)) std::fprintf(stderr, "%s\n", error), std::exit(1);
                    delete y;
                });
                char shape[48];
                std::snprintf(shape, sizeof shape, "%ld, %ld, %ld, %ld", batch, heads, length, width);
                std::printf("%-20s %8d %12s %10.1f %10.1f %6.2f %8.1f\n", shape, threads, interleaved ? "interleaved" : "half-split", plain, ours, plain / ours,
                            8.0 * x.numel() / ours * 1e-3);
            }
        }
    }
}
