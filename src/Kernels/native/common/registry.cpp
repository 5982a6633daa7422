#include "registry.h"

#include <algorithm>
#include <sstream>

#include "boundary.h"
#include "isa.h"
#include "quiet.h"

namespace workbench {

std::string chosen_instruction_set() { return name(instruction_set()); }

std::vector<Kernel*>& kernels() {
    static std::vector<Kernel*> all;
    return all;
}

Kernel::Kernel(const char* name, void (*install)(), std::string (*instruction_set)())
    : name(name), install(install), instruction_set(instruction_set) {
    auto& all = kernels();
    auto after = [&](Kernel* other) { return std::string(other->name) > name; };
    all.insert(std::find_if(all.begin(), all.end(), after), this);
}

}  // namespace workbench

// Turns every kernel on but those of the comma list. Once per process; a second call changes nothing.
WORKBENCH_EXPORT const char* workbench_register(const char* off) {
    return workbench::guarded([&] {
        workbench::QuietWarnings quiet;
        const std::string list = "," + std::string(off) + ",";
        for (auto* kernel : workbench::kernels()) {
            if (kernel->on || list.find("," + std::string(kernel->name) + ",") != std::string::npos) continue;
            kernel->install();
            kernel->on = true;
        }
    });
}

// One line a kernel: name, on | off, instruction set, reason; separated by tabs.
WORKBENCH_EXPORT const char* workbench_describe() {
    static thread_local std::string text;
    std::ostringstream lines;
    for (auto* kernel : workbench::kernels()) {
        lines << kernel->name << '\t' << (kernel->on ? "on" : "off") << '\t' << (kernel->on ? kernel->instruction_set() : "") << '\t'
              << (kernel->on ? "" : "WORKBENCH_KERNELS turns it off") << '\n';
    }
    text = lines.str();
    return text.c_str();
}

// For tests: runs the variants of a lower instruction set from now on.
WORKBENCH_EXPORT const char* workbench_cap_instruction_set(const char* name) {
    return workbench::guarded([&] { workbench::cap_instruction_set(name); });
}
