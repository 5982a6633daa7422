// Philox4x32-10: word e of a stream is word e mod 4 of the block with counter (e / 4 low, e / 4 high, step, role) and key = seed.
// src/Kernels/Philox/PhiloxReference.cs defines each kind of number; every variant here is bitwise equal to it.
#pragma once
#include <math.h>
#include <stdint.h>

#include "isa.h"

namespace workbench::philox {

struct Stream {
    uint64_t seed;
    uint32_t role, step;
};

// C# passes signed integers; the seed is reinterpreted as unsigned.
static inline Stream stream_of(int64_t seed, int64_t role, int64_t step) { return {uint64_t(seed), uint32_t(role), uint32_t(step)}; }

// Dropout with probability p keeps elements whose word is at least the threshold, times the scale.
static inline uint64_t drop_threshold(double p) { return uint64_t(nearbyint(p * 4294967296.0)); }
static inline float keep_scale(double p) { return p < 1 ? float(1 / (1 - p)) : 0.0f; }

WORKBENCH_SIMD(void, words, (Stream stream, uint64_t first, long count, uint32_t* out))
WORKBENCH_SIMD(void, uniform_float, (Stream stream, uint64_t first, long count, float* out))
WORKBENCH_SIMD(void, uniform_double, (Stream stream, uint64_t first, long count, double* out))
WORKBENCH_SIMD(void, normal_float, (Stream stream, uint64_t first, long count, float* out))
WORKBENCH_SIMD(void, normal_double, (Stream stream, uint64_t first, long count, double* out))

// out = kept where the word is at least the threshold, else 0.
WORKBENCH_SIMD(void, keep, (Stream stream, uint64_t first, long count, uint64_t threshold, float kept, float* out))

// out = x * (the word is at least the threshold ? kept : 0).
WORKBENCH_SIMD(void, dropout, (Stream stream, uint64_t first, long count, uint64_t threshold, float kept, const float* x, float* out))

}  // namespace workbench::philox
