// Forward + backward of the kernel and of plain operators, batch 1, 8 heads of 64, causal; then what bias, window and shared keys cost, and decoding.
// Useful operations: 4 T (T + 1) / 2 K a head forward, 2.5 times as many backward.
#include "reference.h"

#include "bench.h"
#include "maybe.h"
#include "operators.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <cstdio>
#include <cstdlib>

using at::Tensor;

namespace {

using workbench::MaybeTensor;
using Signature = std::tuple<Tensor, Tensor>(const Tensor&, const Tensor&, const Tensor&, double, bool, int64_t, const MaybeTensor&, const MaybeTensor&,
                                             const MaybeTensor&, const MaybeTensor&, double, int64_t, int64_t, int64_t);

struct Case {
    Tensor q, k, v, d_out;
    int64_t window = 0;
    MaybeTensor bias;
    double dropout = 0;

    Case(long heads, long groups, long tokens, long width)
        : q(torch::randn({1, tokens, heads, width}).transpose(1, 2).requires_grad_()), k(torch::randn({1, tokens, groups, width}).transpose(1, 2).requires_grad_()),
          v(torch::randn({1, tokens, groups, width}).transpose(1, 2).requires_grad_()), d_out(torch::randn({1, tokens, heads, width}).transpose(1, 2)) {}

    Tensor forward() const {
        static const auto attention = workbench::operator_named<Signature>("attention");
        return std::get<0>(attention.call(q, k, v, 1 / std::sqrt(double(q.size(3))), true, window, c10::nullopt, c10::nullopt, bias, c10::nullopt, dropout, 1, 2, 3));
    }

    Tensor plain(const Tensor& mask) const { return torch::matmul((torch::matmul(q, k.transpose(-1, -2)) / std::sqrt(double(q.size(3))) + mask).softmax(-1), v); }

    double both() const {
        return workbench::median_seconds([&] { torch::autograd::grad({forward()}, {q, k, v}, {d_out}); });
    }

    double alone() const {
        at::NoGradGuard guard;
        return workbench::median_seconds([&] { forward(); });
    }
};

// Correctness before timing: the largest difference from reference.h, with a bias and a window, at a length that no tile divides.
double difference() {
    at::NoGradGuard guard;
    Case one(4, 2, 150, 40);
    one.bias = torch::randn({4, 299});
    one.window = 70;
    const auto out = one.forward(), expected = torch::empty({1, 4, 150, 40});
    workbench::attention::Problem p{};
    const auto view = [](const Tensor& t) { return workbench::attention::View{t.data_ptr<float>(), t.stride(0), t.stride(1), t.stride(2)}; };
    p.batch = 1, p.heads = 4, p.groups = 2, p.queries = p.keys = 150, p.width = 40, p.causal = true, p.window = 70;
    p.q = view(one.q), p.k = view(one.k), p.v = view(one.v), p.scale = float(1 / std::sqrt(40.0)), p.bias = one.bias->data_ptr<float>();
    workbench::attention::reference(p, {expected.data_ptr<float>(), expected.stride(0), expected.stride(1), expected.stride(2)});
    return (out - expected).abs().max().item<double>();
}

}  // namespace

int main() {
    if (const char* error = workbench_register("")) return std::fprintf(stderr, "%s\n", error), 1;
    std::printf("largest difference from reference.h: %.1e\n", difference());
    const int most = int(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
    for (int threads = 1; threads <= most; threads *= 2) {
        at::set_num_threads(threads);
        std::printf("%d thread(s)\n%8s %12s %12s %12s %10s\n", threads, "T", "forward ms", "both ms", "plain ms", "GFLOP/s");
        for (long tokens : {64L, 256L, 512L, 1024L, 2048L, 4096L}) {
            const Case one(8, 8, tokens, 64);
            const double both = one.both(), alone = one.alone();
            double plain = 0;
            if (tokens <= 2048) {
                const auto mask = torch::full({tokens, tokens}, -INFINITY).triu(1);
                plain = workbench::median_seconds([&] { torch::autograd::grad({one.plain(mask)}, {one.q, one.k, one.v}, {one.d_out}); });
            }
            const double operations = 4.0 * tokens * (tokens + 1) / 2 * 64 * 8;
            std::printf("%8ld %12.3f %12.3f %12.3f %10.1f\n", tokens, alone * 1e3, both * 1e3, plain * 1e3, 3.5 * operations / both * 1e-9);
        }
        const Case causal(8, 8, 2048, 64);
        Case alibi(8, 8, 2048, 64), window(8, 8, 2048, 64), dropped(8, 8, 2048, 64);
        const Case grouped(8, 2, 2048, 64), multi(8, 1, 2048, 64), narrow(8, 8, 2048, 32), wide(8, 8, 2048, 128);
        alibi.bias = torch::randn({8, 4095});
        window.window = 256;
        dropped.dropout = 0.1;
        std::printf("T = 2048, ms: causal %.2f, alibi %.2f, window of 256 %.2f, 2 key heads %.2f, 1 key head %.2f, dropout %.2f, width 32 %.2f, width 128 %.2f\n",
                    causal.both() * 1e3, alibi.both() * 1e3, window.both() * 1e3, grouped.both() * 1e3, multi.both() * 1e3, dropped.both() * 1e3,
                    narrow.both() * 1e3, wide.both() * 1e3);
        at::NoGradGuard guard;
        const Case cache(6, 6, 256, 64);
        Case step = cache;
        step.q = cache.q.narrow(2, 255, 1);
        std::printf("one query against 256 keys, 6 heads: %.2f us\n", step.alone() * 1e6);
    }
}
