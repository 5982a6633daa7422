// Dynamic work queue over libtorch's own threads. A task's result may depend only on its index, so output is bitwise identical for any
// thread count. (torch_parallel_for alone hands every thread one range, which is uneven where a causal mask makes later tasks longer.)
#pragma once
#include <stdint.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace workbench {

// libtorch's C functions torch_parallel_for and torch_get_num_threads; C# finds them. Without them everything runs on the caller's thread.
struct Threads {
    int32_t (*parallel_for)(int64_t begin, int64_t end, int64_t grain, void (*body)(int64_t begin, int64_t end, void* context), void* context) = nullptr;
    int32_t (*count)(uint32_t* threads) = nullptr;
};
Threads& threads();

inline long ceil_div(long n, long size) { return (n + size - 1) / size; }

constexpr double WorthAThread = 2e5;  // operations below which waking a second thread costs more than it brings

// How many threads an operator called here may use: one within a task.
int available_threads();

// body(share) for every share in [0, count), each on a thread of its own as far as there are threads.
void each_share(int count, void (*body)(int64_t begin, int64_t end, void* context), void* context);

// body(task) for every task in [0, count); `work` is about how many floating-point operations all of them are.
template <class Body>
void each_task(long count, double work, const Body& body) {
    const int workers = work < WorthAThread || count <= 1 ? 1 : int(std::min<long>(count, available_threads()));
    if (workers <= 1) {
        for (long task = 0; task < count; task++) body(task);
        return;
    }
    struct Queue {
        const Body& body;
        long count;
        std::atomic<long> next{0};
    } queue{body, count};
    each_share(workers, [](int64_t, int64_t, void* context) {
        auto& queue = *static_cast<Queue*>(context);
        for (long task; (task = queue.next.fetch_add(1, std::memory_order_relaxed)) < queue.count;) queue.body(task);
    }, &queue);
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
