// Redirection of the function calls of a shared library.
#pragma once

namespace workbench {

// Redirects calls of the function `name` in the shared library that contains the address `within` to `to`. Works for functions of other
// libraries and for interposable functions of the library itself. Returns false if there are no such calls.
bool redirect(const void* within, const char* name, const void* to);

}  // namespace workbench
