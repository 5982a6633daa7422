#include "optimiser.h"

#include "vector.h"

namespace workbench::optimiser::WORKBENCH_ISA {
using namespace workbench::WORKBENCH_ISA;

namespace {

// Squares in double, where the square of a float cannot overflow. Sixteen sums in a fixed order, so that all instruction sets are bitwise
// equal.
constexpr long Sums = 16;

inline void update(Vec& p, Vec g, Vec& mean, Vec& square, const Step& s) {
    g = g * broadcast(s.scale);
    mean = fma(g, broadcast(s.toward1), mean * broadcast(s.beta1));
    square = fma(g * broadcast(s.toward2), g, square * broadcast(s.beta2));
    const Vec root = fma(sqrt(square), broadcast(s.correction), broadcast(s.epsilon));
    p = fma(broadcast(s.length), mean / root, p * broadcast(s.decay));
}

}  // namespace

double sum_of_squares(const float* x, long n) {
    double sums[Sums] = {};
    long i = 0;
    for (; i + Sums <= n; i += Sums)
        for (long lane = 0; lane < Sums; lane++) sums[lane] += double(x[i + lane]) * double(x[i + lane]);
    for (; i < n; i++) sums[i % Sums] += double(x[i]) * double(x[i]);
    double sum = 0;
    for (long lane = 0; lane < Sums; lane++) sum += sums[lane];
    return sum;
}

void adamw(float* p, const float* g, float* mean, float* square, long n, Step step) {
    long i = 0;
    for (; i + Width <= n; i += Width) {
        Vec weight = load(p + i), first = load(mean + i), second = load(square + i);
        update(weight, load(g + i), first, second, step);
        store(p + i, weight);
        store(mean + i, first);
        store(square + i, second);
    }
    if (i < n) {
        const long rest = n - i;
        Vec weight = load_some(p + i, rest), first = load_some(mean + i, rest), second = load_some(square + i, rest);
        update(weight, load_some(g + i, rest), first, second, step);
        store_some(p + i, weight, rest);
        store_some(mean + i, first, rest);
        store_some(square + i, second, rest);
    }
}

}  // namespace workbench::optimiser::WORKBENCH_ISA
