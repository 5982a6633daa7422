// Tasks that threads take one by one. What a task computes must depend on its number alone: then the bits do not depend on threads.
// (at::parallel_for hands every thread one range, which is uneven where a causal mask makes later tasks longer.)
#pragma once
#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace workbench {

inline long ceil_div(long n, long size) { return (n + size - 1) / size; }

constexpr double WorthAThread = 2e5;  // operations below which waking a second thread costs more than it brings

// body(task) for every task in [0, count); `work` is about how many floating-point operations all of them are.
template <class Body>
void each_task(long count, double work, const Body& body) {
    const int threads = int(std::min<long>(count, at::get_num_threads()));
    if (threads <= 1 || work < WorthAThread || at::in_parallel_region()) {
        for (long task = 0; task < count; task++) body(task);
        return;
    }
    std::atomic<long> next{0};
    at::parallel_for(0, threads, 1, [&](long, long) {
        for (long task; (task = next.fetch_add(1, std::memory_order_relaxed)) < count;) body(task);
    });
}

// A buffer of this thread's own, which stays allocated for the next call; `slot` tells buffers in use at once apart.
inline float* scratch(int slot, size_t count) {
    static thread_local std::vector<std::vector<float>> buffers;
    if (buffers.size() <= size_t(slot)) buffers.resize(slot + 1);
    auto& buffer = buffers[slot];
    if (buffer.size() < count + 16) buffer.resize(count + 16);
    return reinterpret_cast<float*>((reinterpret_cast<uintptr_t>(buffer.data()) + 63) & ~uintptr_t(63));
}

}  // namespace workbench
