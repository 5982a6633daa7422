// Idea: one pass reads x and the two tables and writes the result; plain operators would copy the swapped coordinates first. In the
// interleaved layout a register is multiplied by its duplicated cosines, and the swapped register by the signed sines, with three shuffles.
#include "rope.h"

#include "lanes.h"

namespace workbench::rope::WORKBENCH_ISA {
namespace {

using namespace ::workbench::WORKBENCH_ISA;

#if defined(__AVX512F__)

// c0 c0 c1 c1 ... of the Width / 2 numbers at p; and b a b a ... of a register a b a b.
WORKBENCH_INLINE inline Vec twice(const float* p) {
    const __m512i order = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    return _mm512_permutexvar_ps(order, _mm512_castps256_ps512(_mm256_loadu_ps(p)));
}
WORKBENCH_INLINE inline Vec neighbours(Vec v) { return _mm512_permute_ps(v, 0xB1); }
WORKBENCH_INLINE inline Vec signs(float first) { return _mm512_mask_blend_ps(0x5555, _mm512_set1_ps(-first), _mm512_set1_ps(first)); }

#elif defined(__AVX2__)

WORKBENCH_INLINE inline Vec twice(const float* p) {
    const __m256i order = _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3);
    return _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)), order);
}
WORKBENCH_INLINE inline Vec neighbours(Vec v) { return _mm256_permute_ps(v, 0xB1); }
WORKBENCH_INLINE inline Vec signs(float first) { return _mm256_setr_ps(first, -first, first, -first, first, -first, first, -first); }

#else

WORKBENCH_INLINE inline Vec twice(const float* p) { return Vec{p[0], p[0], p[1], p[1]}; }
WORKBENCH_INLINE inline Vec neighbours(Vec v) { return Vec{v[1], v[0], v[3], v[2]}; }
WORKBENCH_INLINE inline Vec signs(float first) { return Vec{first, -first, first, -first}; }

#endif

void interleaved_row(const float* x, const float* cosine, const float* sine, float sign, long planes, float* y) {
    const Vec signed_by = signs(-sign);
    long p = 0;
    for (; p + Width / 2 <= planes; p += Width / 2) {
        const Vec v = load(x + 2 * p);
        store(y + 2 * p, fma(neighbours(v) * signed_by, twice(sine + p), v * twice(cosine + p)));
    }
    for (; p < planes; p++) {
        const float a = x[2 * p], b = x[2 * p + 1], c = cosine[p], s = sign * sine[p];
        y[2 * p] = a * c - b * s;
        y[2 * p + 1] = b * c + a * s;
    }
}

void split_row(const float* x, const float* cosine, const float* sine, float sign, long planes, float* y) {
    const Vec signed_by = broadcast(sign);
    across(planes, [&](auto lanes, long p, int) WORKBENCH_INLINE {
        const Vec a = lanes.get(x + p), b = lanes.get(x + planes + p), c = lanes.get(cosine + p), s = lanes.get(sine + p) * signed_by;
        lanes.put(y + p, fma(broadcast(0) - b, s, a * c));
        lanes.put(y + planes + p, fma(a, s, b * c));
    });
}

}  // namespace

void rotate(bool interleaved, bool inverse, const Rows& x, const Rows& cosine, const Rows& sine, long positions, long planes, long begin, long end,
            const Rows& y) {
    const auto one = interleaved ? interleaved_row : split_row;
    for (long r = begin, at = begin % positions; r < end; r++, at = at + 1 == positions ? 0 : at + 1)
        one(row(x, r), row(cosine, at), row(sine, at), inverse ? -1.0f : 1.0f, planes, const_cast<float*>(row(y, r)));
}

}  // namespace workbench::rope::WORKBENCH_ISA
