// Library-wide exports: setting the thread pool, and selecting the instruction set.
#include "boundary.h"
#include "isa.h"
#include "parallel.h"

namespace workbench {
namespace {

thread_local bool within_task = false;

struct Share {
    void (*body)(int64_t begin, int64_t end, void* context);
    void* context;
};

}  // namespace

Threads& threads() {
    static Threads value;
    return value;
}

int available_threads() {
    uint32_t count = 1;
    if (within_task || !threads().count || threads().count(&count) != 0) return 1;
    return int(count);
}

void each_share(int count, void (*body)(int64_t begin, int64_t end, void* context), void* context) {
    Share share{body, context};
    profile::count("threads woken");
    const auto status = threads().parallel_for(0, count, 1, [](int64_t begin, int64_t end, void* given) {
        const auto& share = *static_cast<Share*>(given);
        within_task = true;
        share.body(begin, end, share.context);
        within_task = false;
    }, &share);
    if (status != 0) throw std::runtime_error("torch_parallel_for failed");
}

}  // namespace workbench

using namespace workbench;

// Pointers to libtorch's torch_parallel_for and torch_get_num_threads.
WORKBENCH_EXPORT const char* workbench_use_threads(void* parallel_for, void* count) {
    return guarded([&] {
        threads().parallel_for = reinterpret_cast<decltype(Threads::parallel_for)>(parallel_for);
        threads().count = reinterpret_cast<decltype(Threads::count)>(count);
    });
}

// avx512, avx2 or scalar.
WORKBENCH_EXPORT const char* workbench_instruction_set() { return name(instruction_set()); }

// For tests: selects the variants of a lower instruction set.
WORKBENCH_EXPORT const char* workbench_cap_instruction_set(const char* name) {
    return guarded([&] { cap_instruction_set(name); });
}

// none, avx512_bf16 or amx.
WORKBENCH_EXPORT const char* workbench_bf16_units() { return name(bf16_units()); }

// For tests: selects other units for products of bfloat16 numbers.
WORKBENCH_EXPORT const char* workbench_cap_bf16_units(const char* name) {
    return guarded([&] { cap_bf16_units(name); });
}
