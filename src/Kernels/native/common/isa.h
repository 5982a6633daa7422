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

// The processor's units for products of bfloat16 numbers: none (rounded numbers are multiplied as float32), the instruction vdpbf16ps of
// AVX512-BF16, or AMX's tiles besides it.
enum class Bf16Units { none, avx512_bf16, amx, amx_emulated };

// The best units that the processor and the system have, or those set by cap_bf16_units; none below AVX-512.
Bf16Units bf16_units();
const char* name(Bf16Units);

// Selects other units, for tests; throws if the processor does not have them. amx_emulated computes by the path of AMX, with its tiles as
// arrays, on any processor.
void cap_bf16_units(const char* name);

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

// The variants of a function of a *.bf16.cpp.
template <class Function>
struct Bf16Variants {
    Variants<Function> rounded;
    Function avx512_bf16;

    Function chosen() const {
        const auto units = bf16_units();
        return units == Bf16Units::avx512_bf16 || units == Bf16Units::amx ? avx512_bf16 : rounded.chosen();
    }
};

}  // namespace workbench

// Declares a function in the namespaces of all instruction sets:  WORKBENCH_SIMD(void, scale, (float* x, long n, float s));
#define WORKBENCH_SIMD(result, function, parameters) \
    namespace scalar { result function parameters; } \
    namespace avx2 { result function parameters; }   \
    namespace avx512 { result function parameters; }

// The same for a function of a *.bf16.cpp, which is compiled for AVX512-BF16 too.
#define WORKBENCH_BF16(result, function, parameters) \
    WORKBENCH_SIMD(result, function, parameters)     \
    namespace avx512_bf16 { result function parameters; }

// The variants of one function, for Variants<...>::chosen().
#ifdef WORKBENCH_SCALAR_ONLY
#define WORKBENCH_VARIANTS(function) \
    ::workbench::Variants<decltype(&scalar::function)> { &scalar::function, &scalar::function, &scalar::function }
#define WORKBENCH_BF16_VARIANTS(function) \
    ::workbench::Bf16Variants<decltype(&scalar::function)> { WORKBENCH_VARIANTS(function), &scalar::function }
#else
#define WORKBENCH_BF16_VARIANTS(function) \
    ::workbench::Bf16Variants<decltype(&scalar::function)> { WORKBENCH_VARIANTS(function), &avx512_bf16::function }
#define WORKBENCH_VARIANTS(function) \
    ::workbench::Variants<decltype(&scalar::function)> { &scalar::function, &avx2::function, &avx512::function }
#endif
