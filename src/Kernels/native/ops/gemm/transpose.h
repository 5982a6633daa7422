// Transposition of Width x Width floats in registers, for *.simd.cpp.
#pragma once
#include "vector.h"

namespace workbench::WORKBENCH_ISA {

#if defined(__AVX512F__)

static inline void transpose(Vec (&v)[16]) {
    Vec t[16];
#pragma GCC unroll 8
    for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_ps(v[i], v[i + 1]);
        t[i + 1] = _mm512_unpackhi_ps(v[i], v[i + 1]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 16; i += 4) {
        v[i] = _mm512_shuffle_ps(t[i], t[i + 2], 0x44);
        v[i + 1] = _mm512_shuffle_ps(t[i], t[i + 2], 0xee);
        v[i + 2] = _mm512_shuffle_ps(t[i + 1], t[i + 3], 0x44);
        v[i + 3] = _mm512_shuffle_ps(t[i + 1], t[i + 3], 0xee);
    }
    // Now v[4 b + r] has the elements r, r + 4, r + 8, r + 12 of lines 4 b to 4 b + 3.
#pragma GCC unroll 4
    for (int r = 0; r < 4; r++) {
        const Vec a = _mm512_shuffle_f32x4(v[r], v[4 + r], 0x88), b = _mm512_shuffle_f32x4(v[8 + r], v[12 + r], 0x88);
        const Vec c = _mm512_shuffle_f32x4(v[r], v[4 + r], 0xdd), d = _mm512_shuffle_f32x4(v[8 + r], v[12 + r], 0xdd);
        t[r] = _mm512_shuffle_f32x4(a, b, 0x88);
        t[4 + r] = _mm512_shuffle_f32x4(c, d, 0x88);
        t[8 + r] = _mm512_shuffle_f32x4(a, b, 0xdd);
        t[12 + r] = _mm512_shuffle_f32x4(c, d, 0xdd);
    }
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) v[i] = t[i];
}

#elif defined(__AVX2__)

static inline void transpose(Vec (&v)[8]) {
    Vec t[8];
#pragma GCC unroll 4
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm256_unpacklo_ps(v[i], v[i + 1]);
        t[i + 1] = _mm256_unpackhi_ps(v[i], v[i + 1]);
    }
#pragma GCC unroll 2
    for (int i = 0; i < 8; i += 4) {
        v[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
        v[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
        v[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
        v[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
    }
#pragma GCC unroll 4
    for (int r = 0; r < 4; r++) {
        t[r] = _mm256_permute2f128_ps(v[r], v[4 + r], 0x20);
        t[4 + r] = _mm256_permute2f128_ps(v[r], v[4 + r], 0x31);
    }
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) v[i] = t[i];
}

#else

static inline void transpose(Vec (&v)[4]) {
    for (int i = 0; i < 4; i++) {
        for (int j = i + 1; j < 4; j++) {
            const float kept = v[i][j];
            v[i][j] = v[j][i];
            v[j][i] = kept;
        }
    }
}

#endif

}  // namespace workbench::WORKBENCH_ISA
