// Takes the place of TorchSharp's THSTorch_dispose_scalar. TorchSharp passes the address of a Scalar to libtorch without keeping the object
// alive, so the garbage collector may free it while an operator reads it, which then fails ("Unknown scalar type") or computes with
// another number. Here a scalar lives on for a while.
#include <chrono>
#include <mutex>
#include <vector>

#include "boundary.h"

namespace {

using Free = void (*)(void* scalar);
using Clock = std::chrono::steady_clock;

// An operator reads its scalars when it begins; this is much longer than a thread waits for a processor in between.
constexpr auto Rest = std::chrono::seconds(2);

struct Scalars {
    std::mutex gate;
    Free release = nullptr;
    std::vector<void*> older, newer;
    Clock::time_point began = Clock::now();
    long taken = 0;
};

Scalars& scalars() {
    static auto* value = new Scalars;  // never destroyed: finalizers run until the process ends
    return *value;
}

}  // namespace

// The address of TorchSharp's own function.
WORKBENCH_EXPORT void workbench_keep_scalars(void* release) { scalars().release = reinterpret_cast<Free>(release); }

// How many scalars have been disposed of through this library.
WORKBENCH_EXPORT int64_t workbench_kept_scalars() {
    const std::lock_guard<std::mutex> lock(scalars().gate);
    return scalars().taken;
}

// Called by TorchSharp in place of its own function.
WORKBENCH_EXPORT void THSTorch_dispose_scalar(void* scalar) {
    auto& all = scalars();
    const std::lock_guard<std::mutex> lock(all.gate);
    all.taken++;
    all.newer.push_back(scalar);
    const auto now = Clock::now();
    if (now - all.began < Rest) return;
    for (void* old : all.older) all.release(old);
    all.older.clear();
    all.older.swap(all.newer);
    all.began = now;
}
