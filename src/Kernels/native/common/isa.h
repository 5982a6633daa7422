// Selection of the instruction set. Each *.simd.cpp is compiled once per set with WORKBENCH_ISA = scalar | avx2 | avx512 as its namespace;
// Variants selects one at run time.
#pragma once

namespace workbench {

enum class InstructionSet { scalar, avx2, avx512 };

// The best set that the processor supports, or the one set by cap_instruction_set.
InstructionSet instruction_set();
const char* name(InstructionSet);

// Selects a lower set, so that tests can compare the variants; throws if the processor does not support the set.
void cap_instruction_set(const char* name);

template <class Function>
struct Variants {
    Function scalar, avx2, avx512;

    Function chosen() const {
        switch (instruction_set()) {
            case InstructionSet::avx512: return avx512;
            case InstructionSet::avx2: return avx2;
            default: return scalar;
        }
    }
};

}  // namespace workbench

// Declares a function in the namespaces of all instruction sets:  WORKBENCH_SIMD(void, scale, (float* x, long n, float s));
#define WORKBENCH_SIMD(result, function, parameters) \
    namespace scalar { result function parameters; } \
    namespace avx2 { result function parameters; }   \
    namespace avx512 { result function parameters; }

// The variants of one function, for Variants<...>::chosen().
#ifdef WORKBENCH_SCALAR_ONLY
#define WORKBENCH_VARIANTS(function) \
    ::workbench::Variants<decltype(&scalar::function)> { &scalar::function, &scalar::function, &scalar::function }
#else
#define WORKBENCH_VARIANTS(function) \
    ::workbench::Variants<decltype(&scalar::function)> { &scalar::function, &avx2::function, &avx512::function }
#endif
