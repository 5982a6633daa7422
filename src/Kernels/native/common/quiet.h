// libtorch warns when a kernel of its own is overridden, which is just what the gemm kernel is for. A handler of this thread's own drops
// that one warning while we register; other threads' warnings, and other warnings of this one, go where they always went.
#pragma once
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <string>

namespace workbench {

#if TORCH_VERSION_MAJOR >= 2
namespace warnings = c10::WarningUtils;
#else
namespace warnings = c10::Warning;
#endif

class QuietWarnings {
    static bool expected(const std::string& message) { return message.rfind("Overriding a previously registered kernel", 0) == 0; }

    struct Handler : c10::WarningHandler {
        c10::WarningHandler* next = warnings::get_warning_handler();
#if TORCH_VERSION_MAJOR >= 2
        void process(const c10::Warning& warning) override {
            if (!expected(warning.msg())) next->process(warning);
        }
#else
        void process(const c10::SourceLocation& where, const std::string& message, const bool verbatim) override {
            if (!expected(message)) next->process(where, message, verbatim);
        }
#endif
    };

    Handler handler_;
    warnings::WarningHandlerGuard guard_{&handler_};
};

}  // namespace workbench
