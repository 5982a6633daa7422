// Every kernel announces itself with one static Kernel; nothing is registered with libtorch until workbench_register asks for it.
#pragma once
#include <string>
#include <vector>

namespace workbench {

std::string chosen_instruction_set();

struct Kernel {
    const char* name;                     // as WORKBENCH_KERNELS takes it
    void (*install)();                    // registers the operators
    std::string (*instruction_set)();     // what runs, for people to read
    bool on = false;

    Kernel(const char* name, void (*install)(), std::string (*instruction_set)() = chosen_instruction_set);
};

std::vector<Kernel*>& kernels();

}  // namespace workbench
