// Idea: with N_t = gradient of num_t and R = gradient of S after a chunk (the sum over later t of exp(..) q_t N_t^T),
//   A = tril(Q K^T), G = tril(N V^T):   dQ = G K + N S^T,   dK = G^T Q + V R^T,   dV = A^T N + K R,   R = decay R + Q^T N
// and the gradient of the denominator is accumulated backwards, token by token. A span of tokens is read twice: forwards to recompute the
// states before its chunks (span / 64 states, in scratch), then backwards. Both states are stored transposed, [K, F], as three of the four
// products need; R is transposed once per chunk for the fourth.
#include "pieces.h"

namespace workbench::linear_attention::WORKBENCH_ISA {
namespace {

constexpr long C = BackwardChunk;

struct Buffers {
    Weights x;
    float *q, *k, *v, *turned_k, *turned_v, *p, *r, *scaled, *reached, *asked, *n, *pairs, *slopes, *d_q, *d_k, *d_v, *d_p, *d_total, *turned;
};

Buffers take_buffers(Arena& arena, const Sequence& s) {
    Buffers b;
    const long own = s.p.data ? s.totals : 0;
    b.x = take_weights(arena, C);
    b.q = take(arena, C, s.features);
    b.k = take(arena, C, s.features);
    b.v = take(arena, C, s.width);
    b.turned_k = take(arena, s.features, C);
    b.turned_v = take(arena, s.width, C);
    b.p = own ? take(arena, C, own) : b.q;
    b.r = own ? take(arena, C, own) : b.k;
    b.scaled = s.weighted ? take(arena, C, s.features) : nullptr;
    b.reached = take(arena, C, s.totals);
    b.asked = take(arena, C, s.totals);
    b.n = take(arena, C, s.width);
    b.pairs = take(arena, C, C);
    b.slopes = take(arena, C, C);
    b.d_q = take(arena, C, s.features);
    b.d_k = take(arena, C, s.features);
    b.d_v = take(arena, C, s.width);
    b.d_p = own ? take(arena, C, own) : b.d_q;
    b.d_total = take(arena, C);
    b.turned = take(arena, s.features, s.width);
    return b;
}

void pack_keys(const Sequence& s, Buffers& b, long token, long n) {
    weights_of(s, token, n, b.x);
    pack(s.k, 0, token, n, s.features, s.elu, b.k);
    pack(s.v, 0, token, n, s.width, false, b.v);
    if (s.r.data) pack(s.r, 0, token, n, s.totals, false, b.r);
}

// For one head: packs q and p, and computes the gradients of num and, in d_total, of den.
void pack_queries(const Sequence& s, Buffers& b, long head, long token, long n) {
    const long kp = padded(s.width);
    pack(s.q, head, token, n, s.features, s.elu, b.q);
    if (s.p.data) pack(s.p, head, token, n, s.totals, false, b.p);
    pack(s.d_out, head, token, n, s.width, false, b.n);
    if (!s.divides) return;
    for (long t = 0; t < n; t++) {
        const float* out = s.out.data + head * s.out.head + (token + t) * s.out.row;
        const float total = s.total.data[head * s.total.head + (token + t) * s.total.row];
        const bool floored = total < s.floor;
        const Vec inverse = broadcast(1 / (floored ? s.floor : total));
        Vec along = Vec{};
        for (long j = 0; j < s.width; j += Width) {
            const Vec value = load(b.n + t * kp + j) * inverse;
            along = fma(value, s.width - j >= Width ? load(out + j) : load_some(out + j, s.width - j), along);
            store(b.n + t * kp + j, value);
        }
        b.d_total[t] = floored ? 0 : -sum(along);
    }
}

// u_t scales num_t and den_t equally, so its gradient cancels unless the denominator is at its floor or absent.
void gradient_of_u(const Sequence& s, long head, long token, long n) {
    for (long t = token; t < token + n; t++) {
        const bool cancels = s.divides && !(s.total.data[head * s.total.head + t * s.total.row] < s.floor);
        float along = 0;
        if (!cancels)
            for (long j = 0; j < s.width; j++)
                along += s.d_out.data[head * s.d_out.head + t * s.d_out.row + j] * s.out.data[head * s.out.head + t * s.out.row + j];
        float& gradient = s.d_u.data[t * s.d_u.step];
        gradient = head == 0 ? along : gradient + along;
    }
}

// unpack with the derivative of the feature map, which is 1 above 0 and phi below.
void unpack_through(const float* gradient, const float* phi, bool elu, View x, long head, long token, long n,
                    long width) {
    if (!elu) return unpack(gradient, x, head, token, n, width);
    const long stride = padded(width);
    float* to = x.data + head * x.head + token * x.row;
    for (long i = 0; i < n; i++, gradient += stride, phi += stride, to += x.row)
        for (long j = 0; j < width; j += Width) {
            const Vec slope = min(load(phi + j), broadcast(1.0f));  // min drops a NaN in phi, but the gradient is NaN then anyway
            const Vec value = load(gradient + j) * slope;
            if (width - j >= Width) store(to + j, value);
            else store_some(to + j, value, width - j);
        }
}

// Backward of `run`: asked [n, padded D] contains the sum over heads of (gradient of den_t) p_t, and is replaced by the gradient of r_t; y,
// the gradient with respect to z after the chunk, is replaced by that before the chunk.
void run_back(float* asked, long n, long stride, const Weights& x, float* y, bool ended) {
    for (long j = 0; j < stride; j += Width) {
        const Vec after = ended ? Vec{} : load(y + j);
        Vec own = Vec{};
        for (long t = n - 1; t >= 0; t--) {
            if (t < n - 1) own = own * broadcast(x.step[t + 1]);
            own = own + load(asked + t * stride + j);
            store(asked + t * stride + j, fma(own, broadcast(x.own[t]), after * broadcast(x.to_end[t])));
        }
        store(y + j, fma(after, broadcast(x.decay), own * broadcast(x.from_start[0])));
    }
}

// R^T = decay R^T + N^T Q, one head at a time.
void move_back(const Sequence& s, Buffers& b, long n, float* reverse, float keep) {
    const long fp = padded(s.features), kp = padded(s.width);
    if (s.weighted) scale_rows(b.q, b.x.from_start, n, fp, b.scaled);
    tile::product(s.width, fp, n, {b.n, 1, kp}, {s.weighted ? b.scaled : b.q, fp}, {reverse, fp, keep});
}

void ask(const Sequence& s, const Buffers& b, long head, long n) {
    const long dp = padded(s.totals);
    for (long t = 0; t < n; t++)
        for (long j = 0; j < dp; j += Width) {
            const Vec added = broadcast(b.d_total[t]) * load(b.p + t * dp + j);
            store(b.asked + t * dp + j, head == 0 ? added : load(b.asked + t * dp + j) + added);
        }
}

// to = keep to + factor_t * row_t.
void add_rows(float* to, const float* rows, const float* factors, long n, long stride, bool fresh) {
    for (long t = 0; t < n; t++)
        for (long j = 0; j < stride; j += Width) {
            const Vec added = broadcast(factors[t]) * load(rows + t * stride + j);
            store(to + t * stride + j, fresh ? added : load(to + t * stride + j) + added);
        }
}

// Computes the transposed states before the chunks of a span, consecutively in `states`.
void states_of(const Sequence& s, Buffers& b, long begin, long end, const float* state, float* states) {
    const long fp = padded(s.features), kp = padded(s.width), dp = padded(s.totals), size = state_size(s);
    if (state) {
        tile::transpose(s.features, kp, state, kp, states, fp);
        memcpy(states + sums_size(s), state + sums_size(s), size_t(dp) * sizeof(float));
    }
    bool empty = !state;
    for (long token = begin; token + C < end; token += C, states += size) {
        pack_keys(s, b, token, C);
        float* next = states + size;
        memcpy(next, states, size_t(size) * sizeof(float));
        if (s.divides) run(b.r, C, dp, b.x, next + sums_size(s), empty, b.reached);
        if (s.weighted) scale_rows(b.k, b.x.to_end, C, fp, b.scaled);
        tile::product(s.width, fp, C, {b.v, 1, kp}, {s.weighted ? b.scaled : b.k, fp}, {next, fp, empty ? 0 : b.x.decay});
        empty = false;
    }
}

}  // namespace

long backward_scratch(const Sequence& s, long tokens) {
    Arena arena{nullptr};
    take_buffers(arena, s);
    return arena.used + (tokens + C - 1) / C * state_size(s);
}

void gather_reverse(const Sequence& s, long begin, long end, float* reverse, bool ended, float* scratch) {
    const long dp = padded(s.totals);
    Arena arena{scratch};
    auto b = take_buffers(arena, s);
    for (long token = begin + (end - begin - 1) / C * C; token >= begin; token -= C) {
        const long n = end - token < C ? end - token : C;
        weights_of(s, token, n, b.x);
        for (long head = 0; head < s.heads; head++) {
            pack_queries(s, b, head, token, n);
            if (s.divides) ask(s, b, head, n);
            move_back(s, b, n, reverse, head > 0 ? 1 : ended ? 0 : b.x.decay);
        }
        if (s.divides) run_back(b.asked, n, dp, b.x, reverse + sums_size(s), ended);
        ended = false;
    }
}

void backward(const Sequence& s, long begin, long end, const float* state, float* reverse, bool ended, bool carries, float* scratch) {
    const long fp = padded(s.features), kp = padded(s.width), dp = padded(s.totals), size = state_size(s);
    Arena arena{scratch};
    auto b = take_buffers(arena, s);
    float* states = arena.base + arena.used;
    states_of(s, b, begin, end, state, states);
    const bool shares = !s.p.data;  // the denominator's features are q and k
    for (long token = begin + (end - begin - 1) / C * C; token >= begin; token -= C) {
        const long n = end - token < C ? end - token : C, cp = padded(n);
        const bool first = token == begin && !state, more = carries || token > begin;
        float* before = states + (token - begin) / C * size;
        float* y = reverse + sums_size(s);
        pack_keys(s, b, token, n);
        const float *from_start = s.weighted ? b.x.from_start : nullptr, *to_end = s.weighted ? b.x.to_end : nullptr;
        if (s.divides) run(b.r, n, dp, b.x, before + sums_size(s), first, b.reached);
        tile::transpose(n, fp, b.k, fp, b.turned_k, cp);
        tile::transpose(n, kp, b.v, kp, b.turned_v, cp);
        if (!ended) {
            tile::product(n, fp, s.width, {b.v, kp, 1}, {reverse, fp}, {b.d_k, fp, 0, to_end});
            tile::transpose(s.width, fp, reverse, fp, b.turned, kp);
            tile::product(n, kp, s.features, {b.k, fp, 1}, {b.turned, kp}, {b.d_v, kp, 0, to_end});
        }
        for (long head = 0; head < s.heads; head++) {
            pack_queries(s, b, head, token, n);
            if (s.d_u.data) gradient_of_u(s, head, token, n);
            tile::lower_product(n, s.features, {b.q, fp, 1}, {b.turned_k, cp}, {b.pairs, cp});
            tile::lower_product(n, s.width, {b.n, kp, 1}, {b.turned_v, cp}, {b.slopes, cp});
            if (s.weighted) {
                weigh(b.pairs, n, cp, b.x);
                weigh(b.slopes, n, cp, b.x);
            }
            if (!first) tile::product(n, fp, s.width, {b.n, kp, 1}, {before, fp}, {b.d_q, fp, 0, from_start});
            tile::product(n, fp, n, {b.slopes, cp, 1}, {b.k, fp}, {b.d_q, fp, first ? 0.0f : 1.0f}, Reach::UpTo);
            if (s.divides) {
                add_rows(b.d_p, b.reached, b.d_total, n, dp, !shares);
                ask(s, b, head, n);
                if (!shares) unpack(b.d_p, s.d_p, head, token, n, s.totals);
            }
            unpack_through(b.d_q, b.q, s.elu, s.d_q, head, token, n, s.features);
            const float keep = ended && head == 0 ? 0 : 1;
            tile::product(n, fp, n, {b.slopes, 1, cp}, {b.q, fp}, {b.d_k, fp, keep}, Reach::From);
            tile::product(n, kp, n, {b.pairs, 1, cp}, {b.n, kp}, {b.d_v, kp, keep}, Reach::From);
            if (more) move_back(s, b, n, reverse, head > 0 ? 1 : ended ? 0 : b.x.decay);
        }
        if (s.divides) {
            run_back(b.asked, n, dp, b.x, y, ended);
            if (!shares) unpack(b.asked, s.d_r, 0, token, n, s.totals);
            else
                for (long i = 0; i < n * fp; i += Width) store(b.d_k + i, load(b.d_k + i) + load(b.asked + i));
        }
        if (s.d_w.data)
            for (long t = 0; t < n; t++)
                s.d_w.data[(token + t) * s.d_w.step] =
                    dot(b.k + t * fp, b.d_k + t * fp, fp) + (shares || !s.divides ? 0 : dot(b.r + t * dp, b.asked + t * dp, dp));
        unpack_through(b.d_k, b.k, s.elu, s.d_k, 0, token, n, s.features);
        unpack(b.d_v, s.d_v, 0, token, n, s.width);
        ended = false;
    }
}

}  // namespace workbench::linear_attention::WORKBENCH_ISA
