// A register of 16, 8 or 4 floats, for *.simd.cpp. fma rounds once if the processor supports it, so results differ between instruction sets
// (philox, which must be bitwise equal on all sets, does not use this header).
#pragma once
#if defined(__AVX2__)
#include <immintrin.h>
#endif
#include <math.h>
#include <stdint.h>
#include <string.h>

namespace workbench::WORKBENCH_ISA {

#if defined(__AVX512F__)

constexpr long Width = 16;
typedef __m512 Vec;
typedef __m512i IntVec;

static inline Vec load(const float* p) { return _mm512_loadu_ps(p); }
static inline void store(float* p, Vec v) { _mm512_storeu_ps(p, v); }
static inline __mmask16 first_lanes(long n) { return __mmask16((1u << n) - 1); }
static inline Vec load_some(const float* p, long n) { return _mm512_maskz_loadu_ps(first_lanes(n), p); }
static inline void store_some(float* p, Vec v, long n) { _mm512_mask_storeu_ps(p, first_lanes(n), v); }
static inline Vec broadcast(float x) { return _mm512_set1_ps(x); }
static inline Vec fma(Vec a, Vec b, Vec c) { return _mm512_fmadd_ps(a, b, c); }
static inline Vec max(Vec a, Vec b) { return _mm512_max_ps(a, b); }
static inline Vec min(Vec a, Vec b) { return _mm512_min_ps(a, b); }
static inline Vec sqrt(Vec v) { return _mm512_sqrt_ps(v); }
static inline Vec round(Vec v) { return _mm512_roundscale_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
static inline Vec power_of_two(Vec v, Vec n) { return _mm512_scalef_ps(v, n); }  // v 2^n for integral n
static inline float sum(Vec v) { return _mm512_reduce_add_ps(v); }
static inline float largest(Vec v) { return _mm512_reduce_max_ps(v); }
// Per lane: x where a < b, else y.
static inline Vec where_less(Vec a, Vec b, Vec x, Vec y) { return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_LT_OQ), y, x); }

#elif defined(__AVX2__)

constexpr long Width = 8;
typedef __m256 Vec;

static inline __m256i first_lanes(long n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(int(n)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
static inline Vec load(const float* p) { return _mm256_loadu_ps(p); }
static inline void store(float* p, Vec v) { _mm256_storeu_ps(p, v); }
static inline Vec load_some(const float* p, long n) { return _mm256_maskload_ps(p, first_lanes(n)); }
static inline void store_some(float* p, Vec v, long n) { _mm256_maskstore_ps(p, first_lanes(n), v); }
static inline Vec broadcast(float x) { return _mm256_set1_ps(x); }
static inline Vec fma(Vec a, Vec b, Vec c) { return _mm256_fmadd_ps(a, b, c); }
static inline Vec max(Vec a, Vec b) { return _mm256_max_ps(a, b); }
static inline Vec min(Vec a, Vec b) { return _mm256_min_ps(a, b); }
static inline Vec sqrt(Vec v) { return _mm256_sqrt_ps(v); }
static inline Vec round(Vec v) { return _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
static inline Vec power_of_two(Vec v, Vec n) {
    // In two steps, so that subnormal results are correct.
    const __m256i whole = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(whole, 1), rest = _mm256_sub_epi32(whole, half);
    const __m256i bias = _mm256_set1_epi32(127);
    const Vec first = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(half, bias), 23));
    const Vec second = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(rest, bias), 23));
    return v * first * second;
}
static inline float sum(Vec v) {
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_shuffle_ps(s, s, 1)));
}
static inline float largest(Vec v) {
    __m128 s = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    s = _mm_max_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_max_ss(s, _mm_shuffle_ps(s, s, 1)));
}
static inline Vec where_less(Vec a, Vec b, Vec x, Vec y) { return _mm256_blendv_ps(y, x, _mm256_cmp_ps(a, b, _CMP_LT_OQ)); }

#else

constexpr long Width = 4;
typedef float Vec __attribute__((vector_size(16)));

static inline Vec load(const float* p) { Vec v; memcpy(&v, p, sizeof v); return v; }
static inline void store(float* p, Vec v) { memcpy(p, &v, sizeof v); }
static inline Vec load_some(const float* p, long n) { Vec v = {}; memcpy(&v, p, size_t(n) * sizeof(float)); return v; }
static inline void store_some(float* p, Vec v, long n) { memcpy(p, &v, size_t(n) * sizeof(float)); }
static inline Vec broadcast(float x) { return Vec{x, x, x, x}; }
static inline Vec fma(Vec a, Vec b, Vec c) { return a * b + c; }
static inline Vec max(Vec a, Vec b) { return a > b ? a : b; }
static inline Vec min(Vec a, Vec b) { return a < b ? a : b; }
static inline Vec sqrt(Vec v) { return Vec{sqrtf(v[0]), sqrtf(v[1]), sqrtf(v[2]), sqrtf(v[3])}; }
static inline Vec round(Vec v) { return Vec{rintf(v[0]), rintf(v[1]), rintf(v[2]), rintf(v[3])}; }
static inline Vec power_of_two(Vec v, Vec n) {
    Vec result;
    for (int i = 0; i < 4; i++) result[i] = n[i] == n[i] ? ldexpf(v[i], int(n[i])) : v[i];
    return result;
}
static inline float sum(Vec v) { return (v[0] + v[2]) + (v[1] + v[3]); }
static inline float largest(Vec v) {
    const float a = v[0] > v[2] ? v[0] : v[2], b = v[1] > v[3] ? v[1] : v[3];
    return a > b ? a : b;
}
static inline Vec where_less(Vec a, Vec b, Vec x, Vec y) { return a < b ? x : y; }

#endif

// The first `count` floats at `from`; the other lanes are 0. Any count: 0 and less load nothing, Width and more a whole register.
static inline Vec load_up_to(const float* from, long count) {
    return count <= 0 ? broadcast(0) : count >= Width ? load(from) : load_some(from, count);
}

// e^x with an error of at most 2 units in the last place. Exactly 0 below -87.3 (including -infinity), where the result would be subnormal:
// processors need a hundred cycles or more for each subnormal number, and half of a causal tile would consist of them. Infinity from 89;
// NaN stays NaN.
static inline Vec exp(Vec power) {
    const Vec least = broadcast(-87.3f);
    const Vec x = max(least, min(broadcast(89.0f), power));  // max and min return the second operand if one is NaN
    const Vec n = round(x * broadcast(1.44269504f));
    Vec r = fma(n, broadcast(-0.693359375f), x);
    r = fma(n, broadcast(2.12194440e-4f), r);
    Vec p = broadcast(1.9875691500e-4f);
    p = fma(p, r, broadcast(1.3981999507e-3f));
    p = fma(p, r, broadcast(8.3334519073e-3f));
    p = fma(p, r, broadcast(4.1665795894e-2f));
    p = fma(p, r, broadcast(1.6666665459e-1f));
    p = fma(p, r, broadcast(5.0000001201e-1f));
    p = fma(p, r * r, r + broadcast(1.0f));
    return where_less(power, least, broadcast(0), power_of_two(p, n));
}

}  // namespace workbench::WORKBENCH_ISA
