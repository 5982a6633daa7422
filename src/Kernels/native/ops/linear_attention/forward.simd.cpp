// Idea: the pairs within a chunk of C tokens are a small lower triangle, (Q K^T) V; all earlier tokens are summarised in one matrix S = sum
// of k v^T, read as Q S and updated to S + K^T V. Rows are copied to scratch once, where strides, odd widths and the feature map are
// handled; all products then run on padded rows in the L1 and L2 caches.
#include "pieces.h"

namespace workbench::linear_attention::WORKBENCH_ISA {
namespace {

struct Buffers {
    Weights x;
    float *q, *k, *turned, *v, *pairs, *out, *p, *r, *scaled, *reached, *inverse, *total;
};

Buffers take_buffers(Arena& arena, const Sequence& s, long c) {
    Buffers b;
    b.x = take_weights(arena, c);
    b.q = take(arena, c, s.features);
    b.k = take(arena, c, s.features);
    b.turned = take(arena, s.features, c);
    b.v = take(arena, c, s.width);
    b.pairs = take(arena, c, c);
    b.out = take(arena, c, s.width);
    b.p = s.p.data ? take(arena, c, s.totals) : b.q;
    b.r = s.r.data ? take(arena, c, s.totals) : b.k;
    b.scaled = s.weighted ? take(arena, c, s.features) : b.k;
    b.reached = take(arena, c, s.totals);
    b.inverse = take(arena, c);
    b.total = take(arena, c);
    return b;
}

// S = decay S + K^T V.
void move(const Sequence& s, Buffers& b, long n, float* state, bool empty) {
    const long kp = padded(s.width), fp = padded(s.features);
    if (s.weighted) scale_rows(b.k, b.x.to_end, n, fp, b.scaled);
    tile::product(s.features, kp, n, {b.scaled, 1, fp}, {b.v, kp}, {state, kp, empty ? 0 : b.x.decay});
}

}  // namespace

long forward_scratch(const Sequence& s) {
    Arena arena{nullptr};
    take_buffers(arena, s, s.chunk);
    return arena.used;
}

void forward(const Sequence& s, long begin, long end, float* state, bool empty, bool carries, float* scratch) {
    const long fp = padded(s.features), kp = padded(s.width), dp = padded(s.totals);
    Arena arena{scratch};
    auto b = take_buffers(arena, s, s.chunk);
    float* z = state + sums_size(s);
    for (long token = begin; token < end; token += s.chunk) {
        const long n = end - token < s.chunk ? end - token : s.chunk, cp = padded(n);
        const float* from_start = s.weighted ? b.x.from_start : nullptr;
        weights_of(s, token, n, b.x);
        pack(s.k, 0, token, n, s.features, s.elu, b.k);
        pack(s.v, 0, token, n, s.width, false, b.v);
        if (s.r.data) pack(s.r, 0, token, n, s.totals, false, b.r);
        tile::transpose(n, fp, b.k, fp, b.turned, cp);
        if (s.divides) run(b.r, n, dp, b.x, z, empty, b.reached);
        for (long head = 0; head < s.heads; head++) {
            pack(s.q, head, token, n, s.features, s.elu, b.q);
            if (s.p.data) pack(s.p, head, token, n, s.totals, false, b.p);
            if (s.divides) {
                for (long t = 0; t < n; t++) b.total[t] = dot(b.p + t * dp, b.reached + t * dp, dp);
                for (long t = 0; t < n; t++) b.inverse[t] = 1 / (b.total[t] < s.floor ? s.floor : b.total[t]);  // NaN stays
                if (s.total.data)
                    for (long t = 0; t < n; t++) s.total.data[head * s.total.head + (token + t) * s.total.row] = b.total[t];
            }
            tile::lower_product(n, s.features, {b.q, fp, 1}, {b.turned, cp}, {b.pairs, cp});
            if (s.weighted) weigh(b.pairs, n, cp, b.x);
            if (!empty) tile::product(n, kp, s.features, {b.q, fp, 1}, {state, kp}, {b.out, kp, 0, from_start});
            tile::product(n, kp, n, {b.pairs, cp, 1}, {b.v, kp}, {b.out, kp, empty ? 0.0f : 1.0f, s.divides ? b.inverse : nullptr}, Reach::UpTo);
            unpack(b.out, s.out, head, token, n, s.width);
        }
        if (carries || token + n < end) move(s, b, n, state, empty);
        empty = false;
    }
}

void gather(const Sequence& s, long begin, long end, float* state, bool empty, float* scratch) {
    const long dp = padded(s.totals);
    Arena arena{scratch};
    auto b = take_buffers(arena, s, s.chunk);
    for (long token = begin; token < end; token += s.chunk) {
        const long n = end - token < s.chunk ? end - token : s.chunk;
        weights_of(s, token, n, b.x);
        pack(s.k, 0, token, n, s.features, s.elu, b.k);
        pack(s.v, 0, token, n, s.width, false, b.v);
        if (s.r.data) pack(s.r, 0, token, n, s.totals, false, b.r);
        if (s.divides) run(b.r, n, dp, b.x, state + sums_size(s), empty, b.reached);
        move(s, b, n, state, empty);
        empty = false;
    }
}

void step(const Sequence& s, const float* sums, const float* normaliser, float* new_sums, float* new_normaliser, float* scratch) {
    const long width = s.width, whole = width / Width * Width;
    Arena arena{scratch};
    auto b = take_buffers(arena, s, 1);
    weights_of(s, 0, 1, b.x);
    const float decay = b.x.decay, own = b.x.own[0];
    pack(s.k, 0, 0, 1, s.features, s.elu, b.k);
    pack(s.v, 0, 0, 1, width, false, b.v);
    if (s.r.data) pack(s.r, 0, 0, 1, s.totals, false, b.r);
    for (long f = 0; f < s.features; f++) {
        const Vec factor = broadcast(own * b.k[f]), keep = broadcast(decay);
        const float* from = sums + f * width;
        float* to = new_sums + f * width;
        for (long j = 0; j < whole; j += Width) {
            const Vec added = factor * load(b.v + j);
            store(to + j, sums ? fma(keep, load(from + j), added) : added);
        }
        if (whole < width) {
            const Vec added = factor * load(b.v + whole);
            store_some(to + whole, sums ? fma(keep, load_some(from + whole, width - whole), added) : added, width - whole);
        }
    }
    if (s.divides)
        for (long d = 0; d < s.totals; d++) new_normaliser[d] = own * b.r[d] + (normaliser ? decay * normaliser[d] : 0);
    for (long head = 0; head < s.heads; head++) {
        pack(s.q, head, 0, 1, s.features, s.elu, b.q);
        if (s.p.data) pack(s.p, head, 0, 1, s.totals, false, b.p);
        float scale = 1;
        if (s.divides) {
            float total = 0;
            for (long d = 0; d < s.totals; d++) total += b.p[d] * new_normaliser[d];
            if (s.total.data) s.total.data[head * s.total.head] = total;
            scale = 1 / (total < s.floor ? s.floor : total);
        }
        if (whole == width) {
            tile::product(1, width, s.features, {b.q, 0, 1}, {new_sums, width}, {b.out, 0, 0, &scale});
        } else {
            // The rows of the state tensor are not padded.
            for (long j = 0; j < width; j += Width) {
                const long lanes = width - j < Width ? width - j : Width;
                Vec sum_of = Vec{};
                for (long f = 0; f < s.features; f++) sum_of = fma(broadcast(b.q[f]), load_some(new_sums + f * width + j, lanes), sum_of);
                store(b.out + j, sum_of * broadcast(scale));
            }
        }
        unpack(b.out, s.out, head, 0, 1, width);
    }
}

}  // namespace workbench::linear_attention::WORKBENCH_ISA
