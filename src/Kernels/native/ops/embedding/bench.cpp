// The lookup and its gradient against libtorch's embedding and embedding_dense_backward; the gradient beside the time that clearing
// [V, D] alone takes, and the addition of it, dense and sparse, to the gradient that a tied head has given. Tokens are drawn by Zipf's law.
#include "bench.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <cstdio>

#include "operators.h"
#include "reference.h"

int main() {
    using at::Tensor;
    if (const auto* error = workbench_register("")) return std::fprintf(stderr, "%s\n", error), 1;
    const auto lookup = workbench::operator_named<Tensor(const Tensor&, const Tensor&, int64_t, bool)>("embedding");
    const auto gradient = workbench::operator_named<Tensor(const Tensor&, const Tensor&, int64_t, int64_t, bool)>("embedding_gradient");
    at::NoGradGuard guard;
    std::printf("%-20s %7s %9s %9s %7s %9s %9s %7s %9s %11s %11s\n", "N x V x D", "threads", "torch us", "lookup us", "ratio", "torch us", "grad us",
                "ratio", "clear us", "+dense us", "+sparse us");
    for (const auto& [count, vocabulary, width] : {std::array<long, 3>{768, 65, 128}, {2048, 65, 384}, {2048, 8192, 256}, {2048, 32768, 256}}) {
        const auto weight = at::randn({vocabulary, width}), rows = at::randn({count, width});
        const auto tokens = at::pow(double(vocabulary), at::rand({count})).floor().to(at::kLong).clamp(0, vocabulary - 1);
        const auto exact = workbench::embedding::reference(count, vocabulary, width, tokens.data_ptr<int64_t>(), -1, rows.data_ptr<float>());
        for (const bool sparse : {false, true}) {
            auto ours = gradient.call(rows, tokens, vocabulary, -1, sparse);
            if (sparse) ours = ours.to_dense();
            for (size_t i = 0; i < exact.size(); i++)
                if (!(std::abs(ours.data_ptr<float>()[i] - exact[i]) <= 1e-4)) return std::fprintf(stderr, "not the reference's values\n"), 1;
        }
        auto tied = at::randn({vocabulary, width});
        for (const int threads : {1, 2}) {
            at::set_num_threads(threads);
            const auto us = [](auto body) { return workbench::median_seconds(body) * 1e6; };
            const double torch_lookup = us([&] { at::embedding(weight, tokens); }), ours_lookup = us([&] { lookup.call(weight, tokens, -1, false); });
            const double torch_gradient = us([&] { at::embedding_dense_backward(rows, tokens, vocabulary, -1, false); });
            const double ours = us([&] { gradient.call(rows, tokens, vocabulary, -1, false); });
            const double clear = us([&] { at::zeros({vocabulary, width}); });
            const double dense = us([&] { tied.add_(gradient.call(rows, tokens, vocabulary, -1, false)); });
            const double sparse = us([&] { tied.add_(gradient.call(rows, tokens, vocabulary, -1, true)); });
            std::printf("%5ld x %5ld x %4ld %7d %9.1f %9.1f %7.2f %9.1f %9.1f %7.2f %9.1f %11.1f %11.1f\n", count, vocabulary, width, threads,
                        torch_lookup, ours_lookup, torch_lookup / ours_lookup, torch_gradient, ours, torch_gradient / ours, clear, dense, sparse);
        }
    }
}
