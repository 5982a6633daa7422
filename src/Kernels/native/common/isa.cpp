#include "isa.h"

#include <atomic>
#include <cstring>
#include <initializer_list>
#include <stdexcept>
#include <string>

namespace workbench {
namespace {

InstructionSet best() {
#if defined(__x86_64__) && !defined(WORKBENCH_SCALAR_ONLY)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return InstructionSet::avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return InstructionSet::avx2;
#endif
    return InstructionSet::scalar;
}

std::atomic<InstructionSet>& choice() {
    static std::atomic<InstructionSet> value{best()};
    return value;
}

}  // namespace

InstructionSet instruction_set() { return choice().load(std::memory_order_relaxed); }

const char* name(InstructionSet set) {
    return set == InstructionSet::avx512 ? "avx512" : set == InstructionSet::avx2 ? "avx2" : "scalar";
}

void cap_instruction_set(const char* wanted) {
    for (auto set : {InstructionSet::scalar, InstructionSet::avx2, InstructionSet::avx512}) {
        if (std::strcmp(name(set), wanted) != 0) continue;
        if (set > best()) throw std::invalid_argument(std::string("this processor does not have ") + wanted);
        choice() = set;
        return;
    }
    throw std::invalid_argument(std::string("no instruction set '") + wanted + "'; there are scalar, avx2, avx512");
}

}  // namespace workbench
