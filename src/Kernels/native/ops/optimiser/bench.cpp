// A training step's optimiser, microseconds: the two native calls against the plain operators, at the parameters of the presets.
#include "bench.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <cstdio>

extern "C" const char* workbench_optimiser_norm(const at::Tensor* const*, int64_t, double*, int*);
struct Group {
    double rate, beta1, beta2, epsilon, weight_decay;
    int64_t count;
};
extern "C" const char* workbench_optimiser_step(const at::Tensor* const*, const at::Tensor* const*, const at::Tensor* const*, int64_t*, int64_t,
                                                const Group*, int64_t, double, int*);

int main() {
    if (const auto* error = workbench_register("")) return std::fprintf(stderr, "%s\n", error), 1;
    const struct { const char* name; long layers, width, vocabulary, context; } models[] = {
        {"tiny-gpt", 4, 128, 65, 64}, {"small-gpt", 6, 384, 65, 256}, {"4 x 256, V 8192", 4, 256, 8192, 512}};
    std::printf("%-18s %8s %8s %10s %10s %7s %8s\n", "model", "threads", "numbers", "plain us", "ours us", "ratio", "GB/s");
    for (const auto& model : models) {
        std::vector<at::Tensor> parameters;
        const auto add = [&](std::vector<int64_t> sizes) {
            auto p = at::randn(sizes).requires_grad_();
            p.mutable_grad() = at::randn(sizes);
            parameters.push_back(p);
        };
        add({model.vocabulary, model.width});
        add({model.context, model.width});
        for (long layer = 0; layer < model.layers; layer++) {
            for (const long rows : {3, 1, 4}) add({rows * model.width, model.width}), add({rows * model.width});
            add({model.width, 4 * model.width});
            for (int i = 0; i < 5; i++) add({model.width});
        }
        std::vector<at::Tensor> means, squares;
        std::vector<const at::Tensor*> p, m, s;
        long numbers = 0;
        for (const auto& one : parameters) means.push_back(at::zeros_like(one)), squares.push_back(at::zeros_like(one)), numbers += one.numel();
        for (size_t i = 0; i < parameters.size(); i++) p.push_back(&parameters[i]), m.push_back(&means[i]), s.push_back(&squares[i]);
        std::vector<int64_t> steps(parameters.size(), 10);
        const Group group{1e-3, 0.9, 0.95, 1e-8, 0.1, int64_t(parameters.size())};
        at::NoGradGuard none;
        for (const int threads : {1, 2}) {
            at::set_num_threads(threads);
            const double plain = workbench::median_seconds([&] {
                std::vector<at::Tensor> gradients;
                for (const auto& one : parameters) gradients.push_back(one.grad());
                const auto coefficient = (1.0 / (at::stack(at::_foreach_norm(gradients)).norm() + 1e-6)).clamp_max(1);
                for (auto& gradient : gradients) gradient.mul_(coefficient);
                for (size_t i = 0; i < parameters.size(); i++) {
                    parameters[i].mul_(1 - 1e-3 * 0.1);
                    means[i].mul_(0.9).add_(gradients[i], 0.1);
                    squares[i].mul_(0.95).addcmul_(gradients[i], gradients[i], 0.05);
                    parameters[i].addcdiv_(means[i], squares[i].sqrt().div_(std::sqrt(1 - std::pow(0.95, 10))).add_(1e-8), -1e-3 / (1 - std::pow(0.9, 10)));
                }
            });
            const double ours = workbench::median_seconds([&] {
                double norm;
                int taken;
                workbench_optimiser_norm(p.data(), int64_t(p.size()), &norm, &taken);
                workbench_optimiser_step(p.data(), m.data(), s.data(), steps.data(), int64_t(p.size()), &group, 1, std::min(1.0, 1 / (norm + 1e-6)), &taken);
            });
            std::printf("%-18s %8d %8ld %10.1f %10.1f %7.1f %8.1f\n", model.name, threads, numbers, plain * 1e6, ours * 1e6, plain / ours, 32e-9 * numbers / ours);
        }
    }
}
