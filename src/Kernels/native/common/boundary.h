// The C interface, which no exception crosses. Every exported function is a guarded body that returns null, or the message of an exception;
// the message is thread-local and valid until the thread's next call.
#pragma once
#include <exception>
#include <stdexcept>
#include <string>

#include "profile.h"

#if defined(_WIN32)
#define WORKBENCH_EXPORT extern "C" __declspec(dllexport)
#else
#define WORKBENCH_EXPORT extern "C" __attribute__((visibility("default")))
#endif

namespace workbench {

inline std::string& last_message() {
    static thread_local std::string message;
    return message;
}

// `function` is the calling function, whose time is profiled under its name.
template <class Body>
const char* guarded(Body&& body, const char* function = __builtin_FUNCTION()) noexcept {
    auto& message = last_message();
    try {
        const Timed timed(function);
        body();
        return nullptr;
    } catch (const std::exception& error) {
        message = error.what();
    } catch (...) {
        message = "an exception of unknown type in a native kernel";
    }
    return message.c_str();
}

// Asserts a precondition. C# validates the user's arguments, so a violation is a bug.
inline void require(bool holds, const char* promise) {
    if (!holds) throw std::invalid_argument(promise);
}

}  // namespace workbench
