// Exported functions: fills and dropout.
#include "philox.h"

#include "boundary.h"
#include "parallel.h"

namespace workbench::philox {
namespace {

// The division does not affect the numbers. A task takes tens of microseconds and starts at a block boundary.
constexpr long Grain = 1 << 14;
constexpr double WorkPerNumber = 20;

template <class Fill>
void shared(long count, Fill fill) {
    each_task(ceil_div(count, Grain), WorkPerNumber * count, [&](long task) { fill(task * Grain, std::min(count, (task + 1) * Grain) - task * Grain); });
}

template <class Fill, class Value>
const char* filled(Fill fill, Stream stream, uint64_t first, long count, Value* out) {
    return guarded([&] { shared(count, [&](long at, long n) { fill(stream, first + uint64_t(at), n, out + at); }); });
}

}  // namespace
}  // namespace workbench::philox

using namespace workbench::philox;

WORKBENCH_EXPORT const char* workbench_philox_words(uint32_t* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(words).chosen(), {seed, role, step}, first, count, out);
}

WORKBENCH_EXPORT const char* workbench_philox_uniform_float(float* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(uniform_float).chosen(), {seed, role, step}, first, count, out);
}

WORKBENCH_EXPORT const char* workbench_philox_uniform_double(double* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(uniform_double).chosen(), {seed, role, step}, first, count, out);
}

WORKBENCH_EXPORT const char* workbench_philox_normal_float(float* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(normal_float).chosen(), {seed, role, step}, first, count, out);
}

WORKBENCH_EXPORT const char* workbench_philox_normal_double(double* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t first) {
    return filled(WORKBENCH_VARIANTS(normal_double).chosen(), {seed, role, step}, first, count, out);
}

// 1 where the word is at least the threshold, else 0.
WORKBENCH_EXPORT const char* workbench_philox_keep(float* out, long count, uint64_t seed, uint32_t role, uint32_t step, uint64_t threshold) {
    const auto kernel = WORKBENCH_VARIANTS(keep).chosen();
    return workbench::guarded([&] {
        shared(count, [&](long at, long n) { kernel({seed, role, step}, uint64_t(at), n, threshold, 1.0f, out + at); });
    });
}

// y[i] = x[i] times 0 or 1 / (1 - p), by element first + i of the stream; both contiguous. Also computes the gradient.
WORKBENCH_EXPORT const char* workbench_dropout(const float* x, float* y, long count, double p, uint64_t seed, uint32_t role, uint32_t step,
                                               uint64_t first) {
    const auto kernel = WORKBENCH_VARIANTS(dropout).chosen();
    return workbench::guarded([&] {
        shared(count, [&](long at, long n) { kernel({seed, role, step}, first + uint64_t(at), n, drop_threshold(p), keep_scale(p), x + at, y + at); });
    });
}
