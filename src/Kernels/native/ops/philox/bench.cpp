// Numbers a nanosecond, one thread, by instruction set; std::mt19937 beside them.
#include "bench.h"

#include <cstdint>
#include <cstdio>
#include <random>

extern "C" const char* workbench_cap_instruction_set(const char* name);
extern "C" const char* workbench_philox_words(uint32_t*, long, uint64_t, uint32_t, uint32_t, uint64_t);
extern "C" const char* workbench_philox_uniform_float(float*, long, uint64_t, uint32_t, uint32_t, uint64_t);
extern "C" const char* workbench_philox_normal_float(float*, long, uint64_t, uint32_t, uint32_t, uint64_t);
extern "C" const char* workbench_philox_keep(float*, long, uint64_t, uint32_t, uint32_t, uint64_t);

int main() {
    constexpr long count = 1 << 14;
    std::vector<uint32_t> words(count);
    std::vector<float> values(count);
    const auto rate = [&](auto fill) { return count / workbench::median_seconds(fill) * 1e-9; };
    std::mt19937 twister;
    std::normal_distribution<float> normal;
    std::printf("%-10s %8s %8s %8s %8s\n", "", "words", "uniform", "normal", "keep");
    std::printf("%-10s %8.2f %8s %8.2f\n", "mt19937", rate([&] { for (auto& w : words) w = uint32_t(twister()); }), "",
                rate([&] { for (auto& v : values) v = normal(twister); }));
    for (const auto* set : {"scalar", "avx2", "avx512"}) {
        if (workbench_cap_instruction_set(set)) continue;
        std::printf("%-10s %8.2f %8.2f %8.2f %8.2f\n", set, rate([&] { workbench_philox_words(words.data(), count, 1, 2, 3, 0); }),
                    rate([&] { workbench_philox_uniform_float(values.data(), count, 1, 2, 3, 0); }),
                    rate([&] { workbench_philox_normal_float(values.data(), count, 1, 2, 3, 0); }),
                    rate([&] { workbench_philox_keep(values.data(), count, 1, 2, 3, 1u << 30); }));
    }
}
