// Where the time of a training step goes: the time of every exported function on the calling thread, less that of the parts inside it which
// have names of their own (products, attention). Off by default; a part then costs one read of a flag.
#pragma once
#include <stdint.h>

#include <atomic>

namespace workbench {

namespace profile {

extern std::atomic<bool> on;
void enter(const char* part);
void leave();
// Counts an event that takes no time of its own.
void count(const char* event);

}  // namespace profile

// A part of the work, from here to the end of the scope. `part` is a literal.
class Timed {
public:
    explicit Timed(const char* part) : timed_(profile::on.load(std::memory_order_relaxed)) {
        if (timed_) profile::enter(part);
    }
    ~Timed() {
        if (timed_) profile::leave();
    }
    Timed(const Timed&) = delete;

private:
    const bool timed_;
};

}  // namespace workbench
