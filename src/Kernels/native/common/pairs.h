// Pairs of bfloat16 numbers, the operands of bfloat16 products, for *.bf16.cpp. Numbers are rounded to nearest, ties to even; NaN stays NaN.
#pragma once
#include "vector.h"

namespace workbench::WORKBENCH_ISA {

// Two consecutive terms of a sum; the first is in the lower half.
using Pair = uint32_t;

#if defined(__AVX512BF16__)

// to[i] = (low[i], high[i])
static inline void put_pairs(Pair* to, Vec low, Vec high) {
    const __m512i interleave = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4,
                                                19, 3, 18, 2, 17, 1, 16, 0);
    _mm512_storeu_si512(to, _mm512_permutexvar_epi16(interleave, (__m512i)_mm512_cvtne2ps_pbh(high, low)));
}

// to[i] = numbers 2 i and 2 i + 1 of a row of 2 Width
static inline void put_row(Pair* to, Vec first, Vec second) { _mm512_storeu_si512(to, (__m512i)_mm512_cvtne2ps_pbh(second, first)); }

// 2 Width terms of a sum, rounded; add_products adds the products of such terms to a sum.
typedef __m512bh Terms;
static inline Terms terms(Vec first, Vec second) { return _mm512_cvtne2ps_pbh(second, first); }
static inline Vec add_products(Vec sum, Terms a, Terms b) { return _mm512_dpbf16_ps(sum, a, b); }

#else

typedef uint32_t Bits __attribute__((vector_size(4 * Width)));

// The rounded number in the upper half of each lane.
static inline Bits rounded(Vec v) {
    const Bits bits = (Bits)v, nearest = bits + 0x7fff + (bits >> 16 & 1), nan = (Bits)(v != v);
    return (nan & (bits | 0x400000)) | (~nan & nearest);
}

struct Terms {
    Vec first, second;
};
static inline Terms terms(Vec first, Vec second) {
    return {(Vec)(rounded(first) & 0xffff0000u), (Vec)(rounded(second) & 0xffff0000u)};
}
static inline Vec add_products(Vec sum, Terms a, Terms b) { return fma(a.first, b.first, fma(a.second, b.second, sum)); }

static inline void put_pairs(Pair* to, Vec low, Vec high) {
    const Bits pairs = rounded(low) >> 16 | (rounded(high) & 0xffff0000u);
    memcpy(to, &pairs, sizeof pairs);
}

static inline void put_row(Pair* to, Vec first, Vec second) {
    uint32_t row[2 * Width];
    const Bits bits[2] = {rounded(first), rounded(second)};
    memcpy(row, bits, sizeof row);
    for (long i = 0; i < Width; i++) to[i] = row[2 * i] >> 16 | (row[2 * i + 1] & 0xffff0000u);
}

#endif

}  // namespace workbench::WORKBENCH_ISA
