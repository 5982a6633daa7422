#include "isa.h"

#include <atomic>
#include <cstring>
#include <initializer_list>
#include <stdexcept>
#include <string>

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

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

#if defined(__x86_64__) && defined(__linux__) && !defined(WORKBENCH_SCALAR_ONLY)

bool has_bit(unsigned subleaf, unsigned (*of)(unsigned a, unsigned d), unsigned bit) {
    unsigned a, b, c, d;
    return __get_cpuid_count(7, subleaf, &a, &b, &c, &d) && (of(a, d) >> bit & 1);
}

// Linux gives a process the registers of AMX only when it asks: arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA).
bool may_use_tiles() {
    const auto in_d = [](unsigned, unsigned d) { return d; };
    if (!has_bit(0, in_d, 22) || !has_bit(0, in_d, 24)) return false;  // AMX-BF16, AMX-TILE
#if defined(WORKBENCH_HAS_AMX)
    return syscall(SYS_arch_prctl, 0x1023, 18) == 0;
#else
    return false;
#endif
}

Bf16Units best_units() {
    if (!has_bit(1, [](unsigned a, unsigned) { return a; }, 5)) return Bf16Units::none;
    return may_use_tiles() ? Bf16Units::amx : Bf16Units::avx512_bf16;
}

#else

Bf16Units best_units() { return Bf16Units::none; }

#endif

Bf16Units most_units() {
    static const Bf16Units units = best() == InstructionSet::avx512 ? best_units() : Bf16Units::none;
    return units;
}

std::atomic<Bf16Units>& units_choice() {
    static std::atomic<Bf16Units> value{most_units()};
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

Bf16Units bf16_units() {
    const auto units = units_choice().load(std::memory_order_relaxed);
    return units == Bf16Units::amx_emulated || instruction_set() == InstructionSet::avx512 ? units : Bf16Units::none;
}

const char* name(Bf16Units units) {
    switch (units) {
        case Bf16Units::avx512_bf16: return "avx512_bf16";
        case Bf16Units::amx: return "amx";
        case Bf16Units::amx_emulated: return "amx_emulated";
        default: return "none";
    }
}

void cap_bf16_units(const char* wanted) {
    for (auto units : {Bf16Units::none, Bf16Units::avx512_bf16, Bf16Units::amx, Bf16Units::amx_emulated}) {
        if (std::strcmp(name(units), wanted) != 0) continue;
        if (units != Bf16Units::amx_emulated && units > most_units())
            throw std::invalid_argument(std::string("this processor does not have ") + wanted);
        units_choice() = units;
        return;
    }
    throw std::invalid_argument(std::string("no units '") + wanted + "'; there are none, avx512_bf16, amx, amx_emulated");
}

}  // namespace workbench
