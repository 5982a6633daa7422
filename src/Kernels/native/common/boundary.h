// The C boundary: no exception crosses it. Every exported function is one guarded body and answers null, or the message of what was
// thrown; the text belongs to the thread and lasts until its next call.
#pragma once
#include <c10/util/Exception.h>

#include <exception>
#include <string>

#define WORKBENCH_EXPORT extern "C" __attribute__((visibility("default")))

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
    } catch (const c10::Error& error) {
        message = error.what_without_backtrace();
    } catch (const std::exception& error) {
        message = error.what();
    } catch (...) {
        message = "an exception of unknown type in a native kernel";
    }
    return message.c_str();
}

}  // namespace workbench
