// Dynamic work queue over libtorch's own threads. A task's result may depend only on its index, so output is bitwise identical for any
// thread count. (torch_parallel_for alone gives every thread one range, which is unbalanced when a causal mask makes later tasks longer.)
#pragma once
#include <stdint.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace workbench {

// libtorch's C functions torch_parallel_for and torch_get_num_threads, set by C#. Without them everything runs on the calling thread.
struct Threads {
    int32_t (*parallel_for)(int64_t begin, int64_t end, int64_t grain, void (*body)(int64_t begin, int64_t end, void* context), void* context) = nullptr;
    int32_t (*count)(uint32_t* threads) = nullptr;
};
Threads& threads();

inline long ceil_div(long n, long size) { return (n + size - 1) / size; }

constexpr double WorthAThread = 2e5;  // with fewer operations, waking a second thread costs more than it gains

// Number of threads that an operator may use here; 1 within a task.
int available_threads();

// Calls body(share) for every share in [0, count), on different threads as far as available.
void each_share(int count, void (*body)(int64_t begin, int64_t end, void* context), void* context);

// Calls body(task) for every task in [0, count); `work` is the approximate total number of floating-point operations.
template <class Body>
void each_task(long count, double work, const Body& body) {
    const int workers = work < WorthAThread || count <= 1 ? 1 : int(std::min<long>(count, available_threads()));
    if (workers <= 1) {
        for (long task = 0; task < count; task++) body(task);
        return;
    }
    // Each share begins with its own range of the tasks, so that a thread finds in its cache what it wrote there in the operator before,
    // and then takes over what others have left.
    struct alignas(64) Range {
        std::atomic<long> next;
        long end;
    };
    struct Queue {
        const Body& body;
        int shares;
        std::vector<Range> ranges;
    } queue{body, workers, std::vector<Range>(workers)};
    for (int share = 0; share < workers; share++) {
        queue.ranges[share].next.store(count * share / workers, std::memory_order_relaxed);
        queue.ranges[share].end = count * (share + 1) / workers;
    }
    each_share(workers, [](int64_t begin, int64_t end, void* context) {
        auto& queue = *static_cast<Queue*>(context);
        for (; begin < end; begin++)
            for (int turn = 0; turn < queue.shares; turn++) {
                auto& range = queue.ranges[(begin + turn) % queue.shares];
                for (long task; (task = range.next.fetch_add(1, std::memory_order_relaxed)) < range.end;) queue.body(task);
            }
    }, &queue);
}

// A thread-local buffer that stays allocated for the next call; `slot` distinguishes buffers that are in use at the same time.
inline float* scratch(int slot, size_t count) {
    static thread_local std::vector<std::vector<float>> buffers;
    if (buffers.size() <= size_t(slot)) buffers.resize(slot + 1);
    auto& buffer = buffers[slot];
    if (buffer.size() < count + 16) buffer.resize(count + 16);
    return reinterpret_cast<float*>((reinterpret_cast<uintptr_t>(buffer.data()) + 63) & ~uintptr_t(63));
}

}  // namespace workbench
