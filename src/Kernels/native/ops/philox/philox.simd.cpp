// Idea: the counters of a batch are processed in parallel in vectors, ordered so that their words come out in order without crossing lanes;
// the 256 words of a batch pass through a buffer in the L1 cache to their consumers. Uses only IEEE +, -, *, /, sqrt in the reference's
// order (no contraction, see CMakeLists.txt), so results are bitwise equal to the reference on every instruction set. This file is compiled
// for processors that the machine may not have. It includes only C headers, so that no inline function of the C++ library is emitted here
// and then shared with code that must run on all processors.
#include "philox.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif
#include <string.h>

#include "reference.h"

namespace workbench::philox::WORKBENCH_ISA {
namespace {

constexpr long Blocks = 64, Words = 4 * Blocks;

// One counter at a time, without vectors, or when the low half of the counter overflows.
void batch_by_one(Stream stream, uint64_t block, long blocks, uint32_t* out) {
    for (long i = 0; i < blocks; i++) {
        const uint64_t number = block + uint64_t(i);
        uint32_t c0 = uint32_t(number), c1 = uint32_t(number >> 32), c2 = stream.step, c3 = stream.role;
        uint32_t key0 = uint32_t(stream.seed), key1 = uint32_t(stream.seed >> 32);
        for (int round = 0; round < Rounds; round++) {
            const uint64_t product0 = uint64_t(Multiplier0) * c0, product1 = uint64_t(Multiplier1) * c2;
            c0 = uint32_t(product1 >> 32) ^ c1 ^ key0;
            c1 = uint32_t(product1);
            c2 = uint32_t(product0 >> 32) ^ c3 ^ key1;
            c3 = uint32_t(product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }
        const uint32_t words[4] = {c0, c1, c2, c3};
        memcpy(out + 4 * i, words, sizeof words);
    }
}

#if defined(__AVX2__)

// A register of 32-bit integers; `order` gives the counter of each element.
#if defined(__AVX512F__)
typedef __m512i Whole;
constexpr long Counters = 16;
inline Whole all(uint32_t x) { return _mm512_set1_epi32(int(x)); }
inline Whole order() { return _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15); }
inline Whole add(Whole a, Whole b) { return _mm512_add_epi32(a, b); }
inline Whole products(Whole a, Whole b) { return _mm512_mul_epu32(a, b); }  // of the even elements, 64 bits each
inline Whole down(Whole a) { return _mm512_srli_epi64(a, 32); }
inline Whole up(Whole a) { return _mm512_slli_epi64(a, 32); }
inline Whole mixed(Whole even, Whole odd) { return _mm512_mask_blend_epi32(0xAAAA, even, odd); }
inline Whole exclusive(Whole a, Whole b, Whole c) { return _mm512_ternarylogic_epi32(a, b, c, 0x96); }
inline Whole low_pairs(Whole a, Whole b) { return _mm512_unpacklo_epi32(a, b); }
inline Whole high_pairs(Whole a, Whole b) { return _mm512_unpackhi_epi32(a, b); }
inline Whole low_halves(Whole a, Whole b) { return _mm512_unpacklo_epi64(a, b); }
inline Whole high_halves(Whole a, Whole b) { return _mm512_unpackhi_epi64(a, b); }
inline void put(uint32_t* to, Whole a) { _mm512_storeu_si512(to, a); }
inline void put_factors(float* to, const uint32_t* words, Whole least, float kept) {
    _mm512_storeu_ps(to, _mm512_maskz_mov_ps(_mm512_cmpge_epu32_mask(_mm512_loadu_si512(words), least), _mm512_set1_ps(kept)));
}
#else
typedef __m256i Whole;
constexpr long Counters = 8;
inline Whole all(uint32_t x) { return _mm256_set1_epi32(int(x)); }
inline Whole order() { return _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7); }
inline Whole add(Whole a, Whole b) { return _mm256_add_epi32(a, b); }
inline Whole products(Whole a, Whole b) { return _mm256_mul_epu32(a, b); }
inline Whole down(Whole a) { return _mm256_srli_epi64(a, 32); }
inline Whole up(Whole a) { return _mm256_slli_epi64(a, 32); }
inline Whole mixed(Whole even, Whole odd) { return _mm256_blend_epi32(even, odd, 0xAA); }
inline Whole exclusive(Whole a, Whole b, Whole c) { return _mm256_xor_si256(_mm256_xor_si256(a, b), c); }
inline Whole low_pairs(Whole a, Whole b) { return _mm256_unpacklo_epi32(a, b); }
inline Whole high_pairs(Whole a, Whole b) { return _mm256_unpackhi_epi32(a, b); }
inline Whole low_halves(Whole a, Whole b) { return _mm256_unpacklo_epi64(a, b); }
inline Whole high_halves(Whole a, Whole b) { return _mm256_unpackhi_epi64(a, b); }
inline void put(uint32_t* to, Whole a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), a); }
inline void put_factors(float* to, const uint32_t* words, Whole least, float kept) {
    const Whole word = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words));
    const Whole reached = _mm256_cmpeq_epi32(_mm256_max_epu32(word, least), word);
    _mm256_storeu_ps(to, _mm256_and_ps(_mm256_castsi256_ps(reached), _mm256_set1_ps(kept)));
}
#endif

inline void multiply(Whole a, Whole by, Whole& high, Whole& low) {
    const Whole even = products(a, by), odd = products(down(a), by);
    high = mixed(down(even), odd);
    low = mixed(even, up(odd));
}

// The words 4 * block ... 4 * (block + blocks) - 1; may write up to one register beyond the end.
void batch(Stream stream, uint64_t block, long blocks, uint32_t* out) {
    if (uint32_t(block) > 0xFFFFFFFFu - uint32_t(Words)) return batch_by_one(stream, block, blocks, out);
    const Whole by0 = all(Multiplier0), by1 = all(Multiplier1);
    for (long i = 0; i < blocks; i += Counters) {
        const uint64_t number = block + uint64_t(i);
        Whole c0 = add(all(uint32_t(number)), order()), c1 = all(uint32_t(number >> 32)), c2 = all(stream.step), c3 = all(stream.role);
        uint32_t key0 = uint32_t(stream.seed), key1 = uint32_t(stream.seed >> 32);
#pragma GCC unroll 10
        for (int round = 0; round < Rounds; round++) {
            Whole high0, low0, high1, low1;
            multiply(c0, by0, high0, low0);
            multiply(c2, by1, high1, low1);
            c0 = exclusive(high1, c1, all(key0));
            c1 = low1;
            c2 = exclusive(high0, c3, all(key1));
            c3 = low0;
            key0 += Weyl0;
            key1 += Weyl1;
        }
        const Whole first = low_pairs(c0, c1), second = high_pairs(c0, c1), third = low_pairs(c2, c3), fourth = high_pairs(c2, c3);
        put(out + 4 * i, low_halves(first, third));
        put(out + 4 * i + Counters, high_halves(first, third));
        put(out + 4 * i + 2 * Counters, low_halves(second, fourth));
        put(out + 4 * i + 3 * Counters, high_halves(second, fourth));
    }
}

#else

void batch(Stream stream, uint64_t block, long blocks, uint32_t* out) { batch_by_one(stream, block, blocks, out); }

#endif

// kept if the word is at least `least`, else 0.
inline void factors(const uint32_t* words, long count, uint32_t least, float kept, float* out) {
    long i = 0;
#if defined(__AVX2__)
    for (; i + Counters <= count; i += Counters) put_factors(out + i, words + i, all(least), kept);
#endif
    for (; i < count; i++) out[i] = words[i] >= least ? kept : 0.0f;
}

// Calls make(buffer, skip, at, wanted): outputs skip ... skip + wanted - 1 of the buffer's batch are outputs at ... of the call. A batch
// starts at a block boundary, so the two outputs of a Box-Muller pair are always in the same batch.
template <long words_per_output, class Make>
inline void batches(uint64_t first, long count, Stream stream, Make make) {
    constexpr long PerBatch = Words / words_per_output;
    uint32_t buffer[Words];
    constexpr uint64_t OutputsPerBlock = 4 / words_per_output;
    for (long done = 0; done < count;) {
        const uint64_t at = first + uint64_t(done);
        const long skip = long(at % OutputsPerBlock);
        const long wanted = count - done < PerBatch - skip ? count - done : PerBatch - skip;
        batch(stream, at / OutputsPerBlock, (skip + wanted + long(OutputsPerBlock) - 1) / long(OutputsPerBlock), buffer);
        make(buffer, skip, done, wanted);
        done += wanted;
    }
}

inline double log_of(double u) {
    const uint64_t half = 0x3FE6A09E00000000, bias = uint64_t(1023) << 52;
    uint64_t bits;
    memcpy(&bits, &u, 8);
    const uint64_t biased = (bits + bias - half) >> 52;  // k + 1023
    const uint64_t mantissa = bits - ((biased - 1023) << 52);
    double m;
    memcpy(&m, &mantissa, 8);
    const double k = double(int32_t(uint32_t(biased)) - 1023);
    const double s = (m - 1.0) / (m + 1.0), z = s * s;
    double series = 1.0 / 23;
    series = series * z + 1.0 / 21;
    series = series * z + 1.0 / 19;
    series = series * z + 1.0 / 17;
    series = series * z + 1.0 / 15;
    series = series * z + 1.0 / 13;
    series = series * z + 1.0 / 11;
    series = series * z + 1.0 / 9;
    series = series * z + 1.0 / 7;
    series = series * z + 1.0 / 5;
    series = series * z + 1.0 / 3;
    series = series * z + 1.0;
    return k * 0.69314718055994530942 + 2.0 * s * series;
}

inline void sincos_of_turn(double v, double& sine_out, double& cosine_out) {
    const double quarters = v * 4.0;
    const int32_t quadrant = int32_t(quarters + 0.5);
    const double x = (quarters - quadrant) * 1.57079632679489661923, z = x * x;
    double sine = 1.0 / 355687428096000;
    sine = sine * z - 1.0 / 1307674368000;
    sine = sine * z + 1.0 / 6227020800;
    sine = sine * z - 1.0 / 39916800;
    sine = sine * z + 1.0 / 362880;
    sine = sine * z - 1.0 / 5040;
    sine = sine * z + 1.0 / 120;
    sine = sine * z - 1.0 / 6;
    sine = sine * z + 1.0;
    sine = sine * x;
    double cosine = 1.0 / 20922789888000;
    cosine = cosine * z - 1.0 / 87178291200;
    cosine = cosine * z + 1.0 / 479001600;
    cosine = cosine * z - 1.0 / 3628800;
    cosine = cosine * z + 1.0 / 40320;
    cosine = cosine * z - 1.0 / 720;
    cosine = cosine * z + 1.0 / 24;
    cosine = cosine * z - 1.0 / 2;
    cosine = cosine * z + 1.0;
    const double a = (quadrant & 1) != 0 ? cosine : sine, b = (quadrant & 1) != 0 ? sine : cosine;
    sine_out = (quadrant & 2) != 0 ? -a : a;
    cosine_out = ((quadrant + 1) & 2) != 0 ? -b : b;
}

inline void box_muller(double u, double v, double& even, double& odd) {
    const double radius = __builtin_sqrt(-2.0 * log_of(u));
    double sine, cosine;
    sincos_of_turn(v, sine, cosine);
    even = radius * cosine;
    odd = radius * sine;
}

inline uint64_t pair(const uint32_t* words) { return words[0] | (uint64_t(words[1]) << 32); }

}  // namespace

void words(Stream stream, uint64_t first, long count, uint32_t* out) {
    batches<1>(first, count, stream, [&](const uint32_t* buffer, long skip, long at, long wanted) {
        memcpy(out + at, buffer + skip, size_t(wanted) * sizeof *out);
    });
}

void uniform_float(Stream stream, uint64_t first, long count, float* out) {
    batches<1>(first, count, stream, [&](const uint32_t* buffer, long skip, long at, long wanted) {
        for (long i = 0; i < wanted; i++) out[at + i] = float(int32_t(buffer[skip + i] >> 8)) * (1.0f / (1 << 24));
    });
}

void uniform_double(Stream stream, uint64_t first, long count, double* out) {
    batches<2>(first, count, stream, [&](const uint32_t* buffer, long skip, long at, long wanted) {
        for (long i = 0; i < wanted; i++) out[at + i] = double(pair(buffer + 2 * (skip + i)) >> 11) * (1.0 / (1L << 53));
    });
}

void normal_float(Stream stream, uint64_t first, long count, float* out) {
    batches<1>(first, count, stream, [&](const uint32_t* buffer, long skip, long at, long wanted) {
        double even[Words / 2], odd[Words / 2];
        const long pairs = (skip + wanted + 1) / 2;
        for (long i = 0; i < pairs; i++)
            box_muller((buffer[2 * i] + 1.0) * (1.0 / (1L << 32)), buffer[2 * i + 1] * (1.0 / (1L << 32)), even[i], odd[i]);
        float values[Words];
        for (long i = 0; i < pairs; i++) {
            values[2 * i] = float(even[i]);
            values[2 * i + 1] = float(odd[i]);
        }
        memcpy(out + at, values + skip, size_t(wanted) * sizeof *out);
    });
}

void normal_double(Stream stream, uint64_t first, long count, double* out) {
    batches<2>(first, count, stream, [&](const uint32_t* buffer, long skip, long at, long wanted) {
        double values[Words / 2];
        for (long i = 0; i < (skip + wanted + 1) / 2; i++)
            box_muller((double(pair(buffer + 4 * i) >> 11) + 1.0) * (1.0 / (1L << 53)), double(pair(buffer + 4 * i + 2) >> 11) * (1.0 / (1L << 53)),
                       values[2 * i], values[2 * i + 1]);
        memcpy(out + at, values + skip, size_t(wanted) * sizeof *out);
    });
}

void keep(Stream stream, uint64_t first, long count, uint64_t threshold, float kept, float* out) {
    if (threshold > 0xFFFFFFFFu) {
        memset(out, 0, size_t(count) * sizeof *out);
        return;
    }
    const uint32_t least = uint32_t(threshold);
    batches<1>(first, count, stream, [&](const uint32_t* buffer, long skip, long at, long wanted) {
        factors(buffer + skip, wanted, least, kept, out + at);
    });
}

void dropout(Stream stream, uint64_t first, long count, uint64_t threshold, float kept, const float* x, float* out) {
    const bool none = threshold > 0xFFFFFFFFu;
    const uint32_t least = none ? 0xFFFFFFFFu : uint32_t(threshold);
    const float factor = none ? 0.0f : kept;
    batches<1>(first, count, stream, [&](const uint32_t* buffer, long skip, long at, long wanted) {
        float line[Words];
        factors(buffer + skip, wanted, least, factor, line);
        for (long i = 0; i < wanted; i++) out[at + i] = x[at + i] * line[i];
    });
}

}  // namespace workbench::philox::WORKBENCH_ISA
