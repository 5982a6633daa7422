// The C boundary: no exception crosses it. Every exported function is one guarded body and answers null, or the message of what was
// thrown; the text belongs to the thread and lasts until its next call.
#pragma once
#include <exception>
#include <stdexcept>
#include <string>

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

template <class Body>
const char* guarded(Body&& body) noexcept {
    auto& message = last_message();
    try {
        body();
        return nullptr;
    } catch (const std::exception& error) {
        message = error.what();
    } catch (...) {
        message = "an exception of unknown type in a native kernel";
    }
    return message.c_str();
}

// What C# has promised. C# words the errors of users; this one is a defect of ours.
inline void require(bool holds, const char* promise) {
    if (!holds) throw std::invalid_argument(promise);
}

}  // namespace workbench
