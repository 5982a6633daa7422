// The one error path of the C ABI: every entry point runs inside guarded(), which lets no exception through.
#pragma once

#include <c10/util/Exception.h>
#include <cstdint>
#include <exception>
#include <string>

#define WT_API extern "C" __attribute__((visibility("default")))

namespace wt {

// Also known to Native.cs.
enum Status : int32_t {
    ok = 0,
    failed = 1,          // wt_error_message has the text
    callback_failed = 2, // wt_error_token names the managed exception that is carried
    missing_argument = 3,  // a required argument was null; the message is its name
};

// A managed callback failed: the exception waits on the managed side under this token.
struct CallbackError : std::exception {
    explicit CallbackError(int64_t token) : token(token) {}
    const char* what() const noexcept override { return "a managed callback failed"; }
    int64_t token;
};

// A required argument was null.
struct MissingArgument : std::exception {
    explicit MissingArgument(std::string name) : name(std::move(name)) {}
    const char* what() const noexcept override { return name.c_str(); }
    std::string name;
};

void remember_error(const char* message) noexcept;
void remember_token(int64_t token) noexcept;

template <class Body>
int32_t guarded(Body&& body) noexcept
{
    try {
        body();
        return ok;
    } catch (const CallbackError& e) {
        remember_token(e.token);
        return callback_failed;
    } catch (const MissingArgument& e) {
        remember_error(e.what());
        return missing_argument;
    } catch (const c10::Error& e) {
        remember_error(e.what_without_backtrace());
        return failed;
    } catch (const std::exception& e) {
        remember_error(e.what());
        return failed;
    } catch (...) {
        remember_error("an unknown native exception");
        return failed;
    }
}

} // namespace wt
