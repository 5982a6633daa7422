// The clock of the benchmarks: the median of enough repetitions to fill a fifth of a second, after a warm-up.
#pragma once
#include <algorithm>
#include <chrono>
#include <vector>

extern "C" const char* workbench_register(const char* off);

namespace workbench {

template <class Body>
double median_seconds(Body body) {
    using clock = std::chrono::steady_clock;
    const auto once = [&] {
        const auto start = clock::now();
        body();
        return std::chrono::duration<double>(clock::now() - start).count();
    };
    once();
    const long repetitions = std::clamp(long(0.2 / std::max(once(), 1e-7)), 5L, 10000L);
    std::vector<double> times(repetitions);
    for (auto& time : times) time = once();
    std::nth_element(times.begin(), times.begin() + repetitions / 2, times.end());
    return times[repetitions / 2];
}

}  // namespace workbench
