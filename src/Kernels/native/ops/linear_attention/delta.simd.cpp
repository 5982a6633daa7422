// Idea (the UT form of Yang et al. 2024, solved including the state): the writes of a chunk's tokens, U_t = beta_t d_t, depend on earlier
// writes in the chunk: (I + diag(beta) M) U = diag(beta) (V - K S) with M = the strict lower triangle of K K^T. This triangular system of C
// rows is solved in blocks of six. Then out = Q S + tril(Q K^T) U and S = S + K^T U. Backward solves the transposed system; U, d and the
// states before the chunks of a span are recomputed and kept in scratch.
#include "delta.h"
#include "pieces.h"

namespace workbench::linear_attention::WORKBENCH_ISA {
namespace {

struct Buffers {
    float *q, *k, *turned, *v, *pairs, *out, *error, *written, *beta;
};

Buffers take_buffers(Arena& arena, const Rule& s, long c) {
    Buffers b;
    b.q = take(arena, c, s.features);
    b.k = take(arena, c, s.features);
    b.turned = take(arena, s.features, c);
    b.v = take(arena, c, s.width);
    b.pairs = take(arena, c, c);
    b.out = take(arena, c, s.width);
    b.error = take(arena, c, s.width);
    b.written = take(arena, c, s.width);
    b.beta = take(arena, c);
    return b;
}

// Packs the keys, computes M, and solves the system of a chunk: d in `error`, U in `written`.
void solve_chunk(const Rule& s, Buffers& b, long token, long n, const float* state, bool empty, float* error, float* written) {
    const long fp = padded(s.features), kp = padded(s.width), cp = padded(n);
    pack(s.k, 0, token, n, s.features, false, b.k);
    pack(s.v, 0, token, n, s.width, false, b.v);
    for (long t = 0; t < n; t++) b.beta[t] = s.beta.data[(token + t) * s.beta.step];
    tile::transpose(n, fp, b.k, fp, b.turned, cp);
    tile::lower_product(n, s.features, {b.k, fp, 1}, {b.turned, cp}, {b.pairs, cp});
    if (!empty) tile::product(n, kp, s.features, {b.k, fp, 1}, {state, kp}, {b.v, kp, -1});  // K S - V
    tile::solve(n, kp, {b.pairs, cp, 1}, b.beta, 1, b.v, empty ? -1 : 1, error, written, kp);
}

struct Back {
    float *out, *turned_written, *slopes, *d_q, *d_k, *d_written, *d_error, *d_v, *turned_state, *turned_reverse;
};

Back take_back(Arena& arena, const Rule& s, long c) {
    Back b;
    b.out = take(arena, c, s.width);
    b.turned_written = take(arena, s.width, c);
    b.slopes = take(arena, c, c);
    b.d_q = take(arena, c, s.features);
    b.d_k = take(arena, c, s.features);
    b.d_written = take(arena, c, s.width);
    b.d_error = take(arena, c, s.width);
    b.d_v = take(arena, c, s.width);
    b.turned_state = take(arena, s.width, s.features);
    b.turned_reverse = take(arena, s.width, s.features);
    return b;
}

constexpr long C = BackwardChunk;

}  // namespace

long delta_forward_scratch(const Rule& s) {
    Arena arena{nullptr};
    take_buffers(arena, s, s.chunk);
    return arena.used;
}

void delta_forward(const Rule& s, long begin, long end, float* state, bool empty, bool carries, float* scratch) {
    const long fp = padded(s.features), kp = padded(s.width);
    Arena arena{scratch};
    auto b = take_buffers(arena, s, s.chunk);
    for (long token = begin; token < end; token += s.chunk) {
        const long n = end - token < s.chunk ? end - token : s.chunk, cp = padded(n);
        solve_chunk(s, b, token, n, state, empty, b.error, b.written);
        for (long head = 0; head < s.heads; head++) {
            pack(s.q, head, token, n, s.features, false, b.q);
            tile::lower_product(n, s.features, {b.q, fp, 1}, {b.turned, cp}, {b.pairs, cp});
            if (!empty) tile::product(n, kp, s.features, {b.q, fp, 1}, {state, kp}, {b.out, kp});
            tile::product(n, kp, n, {b.pairs, cp, 1}, {b.written, kp}, {b.out, kp, empty ? 0.0f : 1.0f}, Reach::UpTo);
            unpack(b.out, s.out, head, token, n, s.width);
        }
        if (carries || token + n < end) tile::product(s.features, kp, n, {b.k, 1, fp}, {b.written, kp}, {state, kp, empty ? 0.0f : 1.0f});
        empty = false;
    }
}

long delta_backward_scratch(const Rule& s, long tokens) {
    Arena arena{nullptr};
    take_buffers(arena, s, C);
    take_back(arena, s, C);
    return arena.used + (tokens + C - 1) / C * (rule_state_size(s) + 2 * C * padded(s.width));
}

void delta_backward(const Rule& s, long begin, long end, const float* state, float* reverse, bool ended, bool carries, float* scratch) {
    const long fp = padded(s.features), kp = padded(s.width), size = rule_state_size(s), count = (end - begin + C - 1) / C;
    Arena arena{scratch};
    auto b = take_buffers(arena, s, C);
    auto d = take_back(arena, s, C);
    float* states = take(arena, count * size);
    float* errors = take(arena, count * C * kp);
    float* writings = take(arena, count * C * kp);
    if (state) memcpy(states, state, size_t(size) * sizeof(float));
    for (long i = 0; i < count; i++) {
        const long token = begin + i * C, n = end - token < C ? end - token : C;
        const bool empty = !state && i == 0;
        float* before = states + i * size;
        solve_chunk(s, b, token, n, before, empty, errors + i * C * kp, writings + i * C * kp);
        if (i + 1 == count) break;
        if (!empty) memcpy(before + size, before, size_t(size) * sizeof(float));
        tile::product(s.features, kp, n, {b.k, 1, fp}, {writings + i * C * kp, kp}, {before + size, kp, empty ? 0.0f : 1.0f});
    }
    for (long i = count - 1; i >= 0; i--) {
        const long token = begin + i * C, n = end - token < C ? end - token : C, cp = padded(n);
        const bool empty = !state && i == 0, more = carries || i > 0;
        const float *before = states + i * size, *error = errors + i * C * kp, *written = writings + i * C * kp;
        pack(s.k, 0, token, n, s.features, false, b.k);
        for (long t = 0; t < n; t++) b.beta[t] = s.beta.data[(token + t) * s.beta.step];
        tile::transpose(n, fp, b.k, fp, b.turned, cp);
        // written has space for C rows for any n.
        tile::transpose(n, kp, written, kp, d.turned_written, cp);
        if (!empty) tile::transpose(s.features, kp, before, kp, d.turned_state, fp);
        if (!ended) {
            tile::transpose(s.features, kp, reverse, kp, d.turned_reverse, fp);
            tile::product(n, fp, s.width, {written, kp, 1}, {d.turned_reverse, fp}, {d.d_k, fp});
            tile::product(n, kp, s.features, {b.k, fp, 1}, {reverse, kp}, {d.d_written, kp});
        }
        for (long head = 0; head < s.heads; head++) {
            const float keep = ended && head == 0 ? 0 : 1;
            pack(s.q, head, token, n, s.features, false, b.q);
            pack(s.d_out, head, token, n, s.width, false, d.out);
            tile::lower_product(n, s.features, {b.q, fp, 1}, {b.turned, cp}, {b.pairs, cp});
            tile::lower_product(n, s.width, {d.out, kp, 1}, {d.turned_written, cp}, {d.slopes, cp});
            if (!empty) tile::product(n, fp, s.width, {d.out, kp, 1}, {d.turned_state, fp}, {d.d_q, fp});
            tile::product(n, fp, n, {d.slopes, cp, 1}, {b.k, fp}, {d.d_q, fp, empty ? 0.0f : 1.0f}, Reach::UpTo);
            unpack(d.d_q, s.d_q, head, token, n, s.features);
            tile::product(n, fp, n, {d.slopes, 1, cp}, {b.q, fp}, {d.d_k, fp, keep}, Reach::From);
            tile::product(n, kp, n, {b.pairs, 1, cp}, {d.out, kp}, {d.d_written, kp, keep}, Reach::From);
            if (more) tile::product(s.features, kp, n, {b.q, 1, fp}, {d.out, kp}, {reverse, kp, keep});
        }
        // (I + M^T diag(beta)) dB = dU, from the last row to the first: the same solver with negative strides.
        tile::lower_product(n, s.features, {b.k, fp, 1}, {b.turned, cp}, {b.pairs, cp});
        const long last = n - 1;
        tile::solve(n, kp, {b.pairs + last * cp + last, -1, -cp}, b.beta + last, -1, d.d_written + last * kp, -1, d.d_error + last * kp,
                    d.d_v + last * kp, -kp);
        for (long t = 0; t < n; t++) s.d_beta.data[(token + t) * s.d_beta.step] = dot(d.d_error + t * kp, error + t * kp, kp);
        unpack(d.d_v, s.d_v, 0, token, n, s.width);
        for (long j = 0; j < n * kp; j += Width) store(d.d_v + j, Vec{} - load(d.d_v + j));
        tile::lower_product(n, s.width, {d.d_v, kp, 1}, {d.turned_written, cp}, {d.slopes, cp});
        for (long t = 0; t < n; t++) d.slopes[t * cp + t] = 0;
        tile::product(n, fp, n, {d.slopes, cp, 1}, {b.k, fp}, {d.d_k, fp, 1}, Reach::UpTo);
        tile::product(n, fp, n, {d.slopes, 1, cp}, {b.k, fp}, {d.d_k, fp, 1}, Reach::From);
        if (!empty) tile::product(n, fp, s.width, {d.d_v, kp, 1}, {d.turned_state, fp}, {d.d_k, fp, 1});
        if (more) tile::product(s.features, kp, n, {b.k, 1, fp}, {d.d_v, kp}, {reverse, kp, 1});
        unpack(d.d_k, s.d_k, 0, token, n, s.features);
        ended = false;
    }
}

}  // namespace workbench::linear_attention::WORKBENCH_ISA
