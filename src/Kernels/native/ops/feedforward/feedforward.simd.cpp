// Idea: with Q(a) = Phi(-a) = exp(-a^2 / 2) M(a), a = |x|, gelu and its derivative share one exponential, and both tails keep their
// relative precision, which (1 + erf) / 2 loses below -2. M is t times a polynomial of degree 9 in t = 1 / (1 + 0.3 a), with an error of
// 3.5e-9; the rounding error of a^2 is compensated, because the exponential would amplify it. The sigmoid is computed from exp(-|x|) for
// the same reason.
#include "feedforward.h"

#include "lanes.h"

namespace workbench::feedforward::WORKBENCH_ISA {
namespace {

using namespace ::workbench::WORKBENCH_ISA;

// 1 / x for x in [1, 2^100], accurate to about one unit in the last place.
WORKBENCH_INLINE inline Vec reciprocal(Vec x) {
#if defined(__AVX512F__)
    const Vec r = _mm512_rcp14_ps(x);
    return fma(r, fma(broadcast(0) - x, r, broadcast(1)), r);
#else
    return broadcast(1) / x;
#endif
}

WORKBENCH_INLINE inline Vec clamped(Vec x, float most) { return max(broadcast(-most), min(broadcast(most), x)); }  // NaN stays
WORKBENCH_INLINE inline Vec magnitude(Vec x) { return max(broadcast(0) - x, x); }

struct GeluOf {
    WORKBENCH_INLINE static inline Vec below(Vec x, Vec& density) {  // Phi(x) and exp(-x^2 / 2), |x| <= 14.5
        const Vec a = magnitude(x), square = a * a, rest = fma(a, a, broadcast(0) - square);
        const Vec e = exp(square * broadcast(-0.5f));
        density = fma(e, rest * broadcast(-0.5f), e);
        const Vec t = reciprocal(fma(a, broadcast(0.3f), broadcast(1))), u = t - broadcast(0.5f);
        Vec m = broadcast(-2.0623461467e-02f);
        m = fma(m, u, broadcast(1.9629995475e-02f));
        m = fma(m, u, broadcast(3.5917631287e-02f));
        m = fma(m, u, broadcast(-3.6460196607e-02f));
        m = fma(m, u, broadcast(-7.7551813499e-02f));
        m = fma(m, u, broadcast(2.9056508204e-02f));
        m = fma(m, u, broadcast(2.2208269357e-01f));
        m = fma(m, u, broadcast(3.4619884037e-01f));
        m = fma(m, u, broadcast(3.2915897084e-01f));
        m = fma(m, u, broadcast(2.2197061308e-01f));
        const Vec tail = density * (m * t);
        return where_less(x, broadcast(0), tail, broadcast(1) - tail);
    }
    WORKBENCH_INLINE static inline Vec value(Vec x) {
        Vec density;
        return x * below(clamped(x, 14.5f), density);
    }
    WORKBENCH_INLINE static inline Vec both(Vec x, Vec& slope) {
        const Vec near = clamped(x, 14.5f);
        Vec density;
        const Vec phi = below(near, density);
        slope = fma(near * broadcast(0.39894228f), density, phi);
        return x * phi;
    }
};

struct ReluOf {
    WORKBENCH_INLINE static inline Vec value(Vec x) { return max(broadcast(0), x); }
    WORKBENCH_INLINE static inline Vec both(Vec x, Vec& slope) {
        slope = where_less(broadcast(0), x, broadcast(1), broadcast(0));
        return value(x);
    }
};

struct SigmoidOf {
    WORKBENCH_INLINE static inline Vec both(Vec x, Vec& slope) {
        const Vec e = exp(broadcast(0) - magnitude(x)), r = reciprocal(e + broadcast(1)), small = e * r;
        slope = small * r;
        return where_less(x, broadcast(0), small, r);
    }
    WORKBENCH_INLINE static inline Vec value(Vec x) {
        Vec slope;
        return both(x, slope);
    }
};

struct SiluOf {
    WORKBENCH_INLINE static inline Vec value(Vec x) { return x * SigmoidOf::value(x); }
    WORKBENCH_INLINE static inline Vec both(Vec x, Vec& slope) {
        const Vec sigmoid = SigmoidOf::both(x, slope);
        slope = fma(slope, clamped(x, 110.0f), sigmoid);
        return x * sigmoid;
    }
};

// x sigmoid(2 u) with u = sqrt(2 / pi) (x + 0.044715 x^3): 1 + tanh(u) = 2 sigmoid(2 u), which keeps its precision near -1.
struct GeluTanhOf {
    WORKBENCH_INLINE static inline Vec twice(Vec x, float cubic) {  // 2 sqrt(2 / pi) (x + cubic x^3)
        return x * fma(x * x, broadcast(1.5957691216f * cubic), broadcast(1.5957691216f));
    }
    WORKBENCH_INLINE static inline Vec value(Vec x) { return x * SigmoidOf::value(twice(clamped(x, 20.0f), 0.044715f)); }
    WORKBENCH_INLINE static inline Vec both(Vec x, Vec& slope) {
        const Vec near = clamped(x, 20.0f);
        Vec rise;
        const Vec sigmoid = SigmoidOf::both(twice(near, 0.044715f), rise);
        slope = fma(rise, twice(near, 0.134145f), sigmoid);
        return x * sigmoid;
    }
};

struct IdentityOf {
    WORKBENCH_INLINE static inline Vec value(Vec x) { return x; }
    WORKBENCH_INLINE static inline Vec both(Vec x, Vec& slope) {
        slope = broadcast(1);
        return x;
    }
};

// v + bias; a null bias counts as zeros.
template <class Lanes>
WORKBENCH_INLINE inline Vec plus(Vec v, const float* bias, Lanes lanes, long i) {
    return bias ? v + lanes.get(bias + i) : v;
}

template <class F, bool gated>
void forward_rows(const Rows& x, const float* bias, long inner, long begin, long end, float* y) {
    for (long r = begin; r < end; r++) {
        const float* from = row(x, r);
        float* out = y + r * inner;
        across(inner, [&](auto lanes, long i, int) WORKBENCH_INLINE {
            const Vec value = F::value(plus(lanes.get(from + i), bias, lanes, i));
            lanes.put(out + i, gated ? value * plus(lanes.get(from + inner + i), bias, lanes, inner + i) : value);
        });
    }
}

template <class F, bool gated>
void backward_rows(const Rows& y_gradient, const Rows& x, const float* bias, long inner, long begin, long end, float* x_gradient,
                   float* bias_gradient, float* y) {
    const long width = gated ? 2 * inner : inner;
    for (long r = begin; r < end; r++) {
        const float *from = row(x, r), *above = row(y_gradient, r);
        float* out = x_gradient + r * width;
        const auto give = [&](auto lanes, long i, Vec gradient) WORKBENCH_INLINE {
            lanes.put(out + i, gradient);
            if (bias_gradient) lanes.put(bias_gradient + i, lanes.get(bias_gradient + i) + gradient);
        };
        across(inner, [&](auto lanes, long i, int) WORKBENCH_INLINE {
            const Vec g = lanes.get(above + i);
            Vec slope;
            const Vec value = F::both(plus(lanes.get(from + i), bias, lanes, i), slope);
            if (gated) {
                const Vec other = plus(lanes.get(from + inner + i), bias, lanes, inner + i);
                give(lanes, i, g * other * slope);
                give(lanes, inner + i, g * value);
                if (y) lanes.put(y + r * inner + i, value * other);
            } else {
                give(lanes, i, g * slope);
                if (y) lanes.put(y + r * inner + i, value);
            }
        });
    }
}

// Calls body(F()) with the type of the function.
template <class Body>
inline void with(Function function, const Body& body) {
    switch (function) {
        case Gelu: return body(GeluOf());
        case Relu: return body(ReluOf());
        case Silu: return body(SiluOf());
        case GeluTanh: return body(GeluTanhOf());
        case Identity: return body(IdentityOf());
        default: return body(SigmoidOf());
    }
}

}  // namespace

void forward(Function function, bool gated, const Rows& x, const float* bias, long inner, long begin, long end, float* y) {
    with(function, [&](auto f) {
        (gated ? forward_rows<decltype(f), true> : forward_rows<decltype(f), false>)(x, bias, inner, begin, end, y);
    });
}

void backward(Function function, bool gated, const Rows& y_gradient, const Rows& x, const float* bias, long inner, long begin, long end,
              float* x_gradient, float* bias_gradient, float* y) {
    with(function, [&](auto f) {
        (gated ? backward_rows<decltype(f), true> : backward_rows<decltype(f), false>)(
            y_gradient, x, bias, inner, begin, end, x_gradient, bias_gradient, y);
    });
}

}  // namespace workbench::feedforward::WORKBENCH_ISA
