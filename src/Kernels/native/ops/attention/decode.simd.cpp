// Idea: with one query there is no reuse of keys in registers. Read the keys once as dot products, then the values, one register of columns
// at a time. Memory-bound.
#include "scores.h"

namespace workbench::attention::WORKBENCH_ISA {

using namespace tiles;

namespace {

constexpr long Ahead = 2048;  // bytes: the processor's own prefetching ends at each page

inline void prefetch(const float* row, long width) {
    for (long d = 0; d < width; d += 16) __builtin_prefetch(reinterpret_cast<const char*>(row + d) + Ahead);
}

inline float dot(const float* a, const float* b, long n) {
    Vec sums = broadcast(0);
    long d = 0;
    for (; d + Width <= n; d += Width) sums = fma(load(a + d), load(b + d), sums);
    if (d < n) sums = fma(load_some(a + d, n - d), load_some(b + d, n - d), sums);
    return sum(sums);
}

inline void weighted_sum(const float* weights, const float* rows, long stride, long count, long width, float* out) {
    long d = 0;
    for (; d + 4 * Width <= width; d += 4 * Width) {
        Vec sums[4] = {broadcast(0), broadcast(0), broadcast(0), broadcast(0)};
        for (long j = 0; j < count; j++) {
            prefetch(rows + j * stride + d, 4 * Width);
            for (long r = 0; r < 4; r++) sums[r] = fma(broadcast(weights[j]), load(rows + j * stride + d + r * Width), sums[r]);
        }
        for (long r = 0; r < 4; r++) store(out + d + r * Width, sums[r]);
    }
    for (; d < width; d += Width) {
        const long rest = width - d < Width ? width - d : Width;
        Vec sums = broadcast(0);
        for (long j = 0; j < count; j++) sums = fma(broadcast(weights[j]), load_some(rows + j * stride + d, rest), sums);
        store_some(out + d, sums, rest);
    }
}

}  // namespace

void decode_row(const Problem& p, long b, long h, long i, long first, long last, float* out, float* highest, float* sum_out, float* scratch) {
    const long group = h / p.shared(), position = i + p.offset, prefix = p.prefix ? long(p.prefix[b]) : 0;
    const float* q = p.q.row(b, h, i);
    float high = -HUGE_VALF;
    for (long key = first; key < last; key++) {
        float& score = scratch[key - first];
        const bool near = (!p.causal || key <= position) && (!p.window || (key > position - p.window && key < position + p.window));
        if ((p.padding && p.padding[b * p.keys + key]) || (key >= prefix && !near)) {
            score = -HUGE_VALF;
            continue;
        }
        prefetch(p.k.row(b, group, key), p.width);
        score = p.scale * dot(q, p.k.row(b, group, key), p.width);
        if (p.bias) score += p.bias[h * (p.queries + p.keys - 1) + i - key + p.keys - 1];
        if (p.relative) {
            const long distance = key - position;
            score += p.relative[((b * p.heads + h) * p.queries + i) * (2 * p.clip + 1)
                                + (distance < -p.clip ? -p.clip : distance > p.clip ? p.clip : distance) + p.clip];
        }
        if (score > high) high = score;  // a NaN is never the maximum, but its weight and the sum become NaN
    }
    const Vec base = broadcast(high == -HUGE_VALF ? 0 : high);
    Vec sums = broadcast(0);
    for (long j = 0; j < last - first; j += Width) {
        const long rest = last - first - j < Width ? last - first - j : Width;
        // Clear the lanes beyond the last key, which would contribute exp(0 - base).
        alignas(64) float lanes[Width];
        store(lanes, exp(load_some(scratch + j, rest) - base));
        for (long lane = rest; lane < Width; lane++) lanes[lane] = 0;
        sums = sums + load(lanes);
        store_some(scratch + j, load(lanes), rest);
    }
    weighted_sum(scratch, p.v.row(b, group, first), p.v.token, last - first, p.width, out);
    *highest = high;
    *sum_out = sum(sums);
}

}  // namespace workbench::attention::WORKBENCH_ISA
