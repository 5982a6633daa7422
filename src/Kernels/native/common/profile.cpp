#include "profile.h"

#include <string.h>

#include <chrono>
#include <mutex>
#include <vector>

#include "boundary.h"

namespace workbench::profile {

std::atomic<bool> on{false};

namespace {

struct Entry {
    const char* name;
    int64_t nanoseconds, calls;
};

std::mutex gate;
std::vector<Entry> entries;

struct Open {
    const char* name;
    int64_t since;
};
thread_local std::vector<Open> open;

int64_t now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void charge(const char* name, int64_t nanoseconds, int64_t calls) {
    const std::lock_guard<std::mutex> lock(gate);
    for (auto& entry : entries) {
        if (strcmp(entry.name, name) != 0) continue;
        entry.nanoseconds += nanoseconds;
        entry.calls += calls;
        return;
    }
    entries.push_back({name, nanoseconds, calls});
}

}  // namespace

void enter(const char* part) {
    const int64_t at = now();
    if (!open.empty()) charge(open.back().name, at - open.back().since, 0);
    open.push_back({part, at});
}

void leave() {
    const int64_t at = now();
    charge(open.back().name, at - open.back().since, 1);
    open.pop_back();
    if (!open.empty()) open.back().since = at;
}

void count(const char* event) {
    if (on.load(std::memory_order_relaxed)) charge(event, 0, 1);
}

}  // namespace workbench::profile

// Begins (1) a profile with nothing in it, or ends it (0).
WORKBENCH_EXPORT void workbench_profile_use(int yes) {
    using namespace workbench::profile;
    const std::lock_guard<std::mutex> lock(gate);
    if (yes) entries.clear();
    on.store(yes != 0, std::memory_order_relaxed);
}

// The name of a part, with its time and the number of its calls; null beyond the last part.
WORKBENCH_EXPORT const char* workbench_profile_part(int64_t index, double* seconds, int64_t* calls) {
    using namespace workbench::profile;
    const std::lock_guard<std::mutex> lock(gate);
    if (index < 0 || size_t(index) >= entries.size()) return nullptr;
    *seconds = double(entries[size_t(index)].nanoseconds) * 1e-9;
    *calls = entries[size_t(index)].calls;
    return entries[size_t(index)].name;
}
