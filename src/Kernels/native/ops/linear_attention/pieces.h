// Common parts of the chunk computations, for *.simd.cpp: copying rows to aligned scratch with the feature map, the weights of a chunk, and
// the running sums of the denominator.
#pragma once
#include "linear_attention.h"
#include "tile.h"

namespace workbench::linear_attention::WORKBENCH_ISA {

using namespace workbench::WORKBENCH_ISA;
using tile::Left;
using tile::Reach;
using tile::Right;

// Allocates from scratch; without memory it only computes the required size.
struct Arena {
    float* base;
    long used = 0;
};

static inline float* take(Arena& arena, long count) {
    float* piece = arena.base ? arena.base + arena.used : nullptr;
    arena.used += padded(count);
    return piece;
}

// A matrix of n rows and `columns` columns, padded in both directions for transpositions.
static inline float* take(Arena& arena, long n, long columns) { return take(arena, padded(n) * padded(columns)); }

static inline Vec features_of(Vec x) {
    return where_less(Vec{}, x, x + broadcast(1.0f), exp(x));
}

// to [n, padded width] = n rows, zero-padded.
template <bool elu>
static inline void pack_rows(const float* from, long row, long n, long width, float* to) {
    const long stride = padded(width), whole = width / Width * Width;
    for (long i = 0; i < n; i++, from += row, to += stride) {
        for (long j = 0; j < whole; j += Width) store(to + j, elu ? features_of(load(from + j)) : load(from + j));
        if (whole < width) {
            const Vec x = load_some(from + whole, width - whole);
            store(to + whole, Vec{});
            store_some(to + whole, elu ? features_of(x) : x, width - whole);
        }
        for (long j = (width + Width - 1) / Width * Width; j < stride; j += Width) store(to + j, Vec{});
    }
}

static inline void pack(View x, long head, long token, long n, long width, bool elu, float* to) {
    const float* from = x.data + head * x.head + token * x.row;
    elu ? pack_rows<true>(from, x.row, n, width, to) : pack_rows<false>(from, x.row, n, width, to);
}

static inline void unpack(const float* from, View x, long head, long token, long n, long width) {
    const long stride = padded(width), whole = width / Width * Width;
    float* to = x.data + head * x.head + token * x.row;
    for (long i = 0; i < n; i++, from += stride, to += x.row) {
        for (long j = 0; j < whole; j += Width) store(to + j, load(from + j));
        if (whole < width) store_some(to + whole, load(from + whole), width - whole);
    }
}

static inline float dot(const float* a, const float* b, long n) {
    Vec sum_of = Vec{};
    for (long j = 0; j < n; j += Width) sum_of = fma(load(a + j), load(b + j), sum_of);
    return sum(sum_of);
}

static inline void scale_rows(const float* from, const float* factors, long n, long stride, float* to) {
    for (long i = 0; i < n; i++)
        for (long j = 0; j < stride; j += Width) store(to + i * stride + j, load(from + i * stride + j) * broadcast(factors[i]));
}

// The weights of a chunk's tokens; `start` is the token before the chunk, `end` its last token.
struct Weights {
    float *u, *w;        // contiguous copies
    float* from_start;   // exp(u_t - u_start)
    float* to_end;       // exp(u_end + w_t)
    float* own;          // exp(u_t + w_t)
    float* step;         // exp(u_t - u_(t-1)), 0 for the first
    float decay;         // exp(u_end - u_start)
};

static inline Weights take_weights(Arena& arena, long chunk) {
    Weights x{};
    x.u = take(arena, chunk);
    x.w = take(arena, chunk);
    x.from_start = take(arena, chunk);
    x.to_end = take(arena, chunk);
    x.own = take(arena, chunk);
    x.step = take(arena, chunk);
    return x;
}

static inline float u_before(const Sequence& s, long token) { return !s.weighted ? 0 : token == 0 ? s.before : s.u.data[(token - 1) * s.u.step]; }

static inline void weights_of(const Sequence& s, long token, long n, Weights& x) {
    const long stride = padded(n);
    x.decay = 1;
    if (!s.weighted) {
        for (long t = 0; t < stride; t++) x.from_start[t] = x.to_end[t] = x.own[t] = x.step[t] = 1;
        x.step[0] = 0;
        return;
    }
    for (long t = 0; t < stride; t++) {
        x.u[t] = t < n ? s.u.data[(token + t) * s.u.step] : 0;
        x.w[t] = t < n ? s.w.data[(token + t) * s.w.step] : 0;
        x.step[t] = t == 0 ? 0 : x.u[t] - x.u[t - 1];
    }
    const Vec start = broadcast(u_before(s, token)), end = broadcast(x.u[n - 1]);
    for (long t = 0; t < stride; t += Width) {
        const Vec u = load(x.u + t), w = load(x.w + t);
        store(x.from_start + t, exp(u - start));
        store(x.to_end + t, exp(end + w));
        store(x.own + t, exp(u + w));
        store(x.step + t, exp(load(x.step + t)));
    }
    x.step[0] = 0;
    x.decay = x.from_start[n - 1];
}

// Multiplies the pairs up to the diagonal by exp(u_t + w_s).
static inline void weigh(float* pairs, long n, long stride, const Weights& x) {
    for (long i = 0; i < n; i++)
        for (long j = 0; j <= i; j += Width)
            store(pairs + i * stride + j, load(pairs + i * stride + j) * exp(broadcast(x.u[i]) + load(x.w + j)));
}

// The denominator's sums at every token, reached [n, padded D] = exp(u_t - u_start) z + sum over s <= t of exp(u_t + w_s) r_s, and z at the
// end of the chunk. The sums within the chunk are separate from z, so that rounding errors grow with the number of chunks, not of tokens.
static inline void run(const float* r, long n, long stride, const Weights& x, float* z, bool empty, float* reached) {
    for (long j = 0; j < stride; j += Width) {
        const Vec before = empty ? Vec{} : load(z + j);
        Vec own = Vec{};
        for (long t = 0; t < n; t++) {
            own = fma(own, broadcast(x.step[t]), load(r + t * stride + j) * broadcast(x.own[t]));
            store(reached + t * stride + j, fma(before, broadcast(x.from_start[t]), own));
        }
        store(z + j, fma(before, broadcast(x.decay), own));
    }
}

}  // namespace workbench::linear_attention::WORKBENCH_ISA
