// Forward and backward of the head against linear + cross_entropy of libtorch (whose products are the gemm kernel's here, so both have the
// same), the time and the greatest memory that one pass adds; first its values are held to the reference. The roofline is the three products.
#include "bench.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <dnnl.h>
#include <malloc.h>
#include <torch/csrc/autograd/autograd.h>

#include <cstdio>
#include <cstring>
#include <thread>

#include "reference.h"

extern "C" const char* workbench_cap_instruction_set(const char* name);
extern "C" const char* workbench_linear_cross_entropy(const at::Tensor*, const at::Tensor*, const at::Tensor*, const at::Tensor*, int64_t,
                                                      double, double, int, at::Tensor**);

namespace {

struct Case {
    at::Tensor x, weight, targets;

    Case(long rows, long vocabulary, long width)
        : x(at::randn({rows, width}).requires_grad_()),
          weight((at::randn({vocabulary, width}) * 0.02).requires_grad_()),
          targets(at::randint(vocabulary, {rows}, at::kLong)) {}

    at::Tensor fused() const {
        at::Tensor* out = nullptr;
        if (const auto* error = workbench_linear_cross_entropy(&x, &weight, nullptr, &targets, -100, 0, 0, 1, &out)) throw std::runtime_error(error);
        at::Tensor loss = *out;
        delete out;
        return loss;
    }
    at::Tensor plain() const { return at::cross_entropy_loss(at::linear(x, weight), targets); }

    void gradients(at::Tensor loss) const {
        torch::autograd::backward({loss}, {});
        x.mutable_grad() = at::Tensor();
        weight.mutable_grad() = at::Tensor();
    }
};

long status_kib(const char* key) {
    long value = 0;
    char line[256];
    std::FILE* file = std::fopen("/proc/self/status", "r");
    while (std::fgets(line, sizeof line, file))
        if (!std::strncmp(line, key, std::strlen(key))) std::sscanf(line + std::strlen(key), ": %ld", &value);
    std::fclose(file);
    return value;
}

// MiB that one pass adds to the resident set at its peak, the gradients that it hands out included. On a thread of its own, whose scratch
// buffers are new ones.
template <class Body>
double peak(Body body) {
    malloc_trim(0);
    if (std::FILE* file = std::fopen("/proc/self/clear_refs", "w")) std::fputs("5", file), std::fclose(file);
    const long before = status_kib("VmRSS");
    std::thread(body).join();
    return double(status_kib("VmHWM") - before) / 1024;
}

bool valid() {
    Case c(37, 1100, 24);
    const auto loss = c.fused();
    torch::autograd::backward({loss}, {});
    const auto exact = workbench::head::reference(37, 24, 1100, c.x.data_ptr<float>(), c.weight.data_ptr<float>(), nullptr,
                                                  c.targets.data_ptr<int64_t>(), -100, 0, 0, true);
    double error = std::abs(loss.item<float>() - exact.loss);
    for (size_t i = 0; i < exact.dx.size(); i++) error = std::max(error, std::abs(c.x.grad().data_ptr<float>()[i] - exact.dx[i]));
    for (size_t i = 0; i < exact.dweight.size(); i++) error = std::max(error, std::abs(c.weight.grad().data_ptr<float>()[i] - exact.dweight[i]));
    return error < 1e-6 * exact.loss;
}

}  // namespace

int main() {
    if (const auto* error = workbench_register("")) return std::fprintf(stderr, "%s\n", error), 1;
    if (!valid()) return std::fprintf(stderr, "the values are not those of the reference\n"), 1;
    const struct { long rows, vocabulary, width; } shapes[] = {{768, 65, 128}, {2048, 65, 384}, {2048, 8192, 256}, {2048, 32768, 256}};
    // The memory first: what a pass leaves behind in the allocator would flatter the next one.
    std::printf("%-20s %12s %12s %7s\n", "N x V x D", "plain MiB", "head MiB", "ratio");
    for (const auto& s : shapes) {
        if (s.vocabulary < 8192) continue;
        const Case c(s.rows, s.vocabulary, s.width);
        const double ours = peak([&] { c.gradients(c.fused()); }), plain = peak([&] { c.gradients(c.plain()); });
        std::printf("%5ld x %5ld x %4ld %12.0f %12.0f %7.1f\n", s.rows, s.vocabulary, s.width, plain, ours, plain / ours);
    }
    std::printf("%-20s %8s %10s %10s %7s %12s %14s\n", "N x V x D", "threads", "plain ms", "head ms", "ratio", "head GF/s", "loss only ms");
    for (const auto& s : shapes) {
        const Case c(s.rows, s.vocabulary, s.width);
        for (const int threads : {1, 2}) {
            at::set_num_threads(threads);
            const double plain = workbench::median_seconds([&] { c.gradients(c.plain()); });
            const double ours = workbench::median_seconds([&] { c.gradients(c.fused()); });
            const double forward = workbench::median_seconds([&] { at::NoGradGuard guard; c.fused(); });
            std::printf("%5ld x %5ld x %4ld %8d %10.3f %10.3f %7.2f %12.1f %14.3f\n", s.rows, s.vocabulary, s.width, threads, plain * 1e3, ours * 1e3,
                        plain / ours, 6e-9 * s.rows * s.vocabulary * s.width / ours, forward * 1e3);
        }
    }
}
