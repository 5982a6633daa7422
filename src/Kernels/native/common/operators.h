// What one kernel registers with libtorch, held for the life of the process: `static Operators operators;` in its install function.
#pragma once
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

namespace workbench {

struct Operators {
    torch::Library schemas{torch::Library::FRAGMENT, "workbench", c10::nullopt, __FILE__, __LINE__};
    torch::Library cpu{torch::Library::IMPL, "workbench", c10::DispatchKey::CPU, __FILE__, __LINE__};
    torch::Library meta{torch::Library::IMPL, "workbench", c10::DispatchKey::Meta, __FILE__, __LINE__};
    torch::Library autograd{torch::Library::IMPL, "workbench", c10::DispatchKey::Autograd, __FILE__, __LINE__};
};

// The operator workbench::NAME as a function of that signature, through the dispatcher. Keep the answer in a static.
template <class Signature>
c10::TypedOperatorHandle<Signature> operator_named(const char* name) {
    return c10::Dispatcher::singleton().findSchemaOrThrow((std::string("workbench::") + name).c_str(), "").typed<Signature>();
}

}  // namespace workbench
