// Questions to libtorch's dispatcher.
#include <ATen/core/dispatch/Dispatcher.h>

#include "boundary.h"

// Whether this libtorch has an operator: "aten::scaled_dot_product_attention" with the overload "".
WORKBENCH_EXPORT const char* workbench_has_operator(const char* name, const char* overload, int* found) {
    return workbench::guarded([&] { *found = c10::Dispatcher::singleton().findSchema({name, overload}).has_value(); });
}
