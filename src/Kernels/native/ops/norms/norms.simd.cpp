// Idea: a row stays in the L1 cache while it is read two or three times: for the mean; for the rounding error of the mean and the variance;
// for the result. With the corrected mean, rows around 1e4 +- 1 are as accurate as in float64. Backward needs the row and its statistics,
// not y: one pass for the two sums, one for the gradient.
#include "norms.h"

#include "lanes.h"

namespace workbench::norms::WORKBENCH_ISA {
namespace {

using namespace ::workbench::WORKBENCH_ISA;

// Rows outside this range are computed with reference.h.
bool in_range(float spread, float epsilon) { return spread + epsilon > 1e-30f && spread < 1e30f; }
bool in_range(float inverse) { return inverse > 1e-15f && inverse < 1e15f; }

template <bool centred, bool each>
void forward_rows(const Parameters& p, const Rows& x, const Rows& branch, long begin, long end, float* sums, float* y, float* statistics) {
    const long n = p.width;
    const float share = 1.0f / float(n);
    for (long r = begin; r < end; r++) {
        const float* from = row(x, r);
        const float* s = from;
        float* out = y + r * n;
        Four first;
        if (branch.data) {
            const float* other = row(branch, r);
            float* to = sums ? sums + r * n : out;
            across(n, [&](auto lanes, long i, int k) WORKBENCH_INLINE {
                const Vec v = lanes.get(from + i) + lanes.get(other + i);
                lanes.put(to + i, v);
                first[k] = centred ? first[k] + v : fma(v, v, first[k]);
            });
            s = to;
        } else {
            across(n, [&](auto lanes, long i, int k) WORKBENCH_INLINE {
                const Vec v = lanes.get(from + i);
                first[k] = centred ? first[k] + v : fma(v, v, first[k]);
            });
        }
        float mean = 0, rest = 0, spread = first.total() * share;
        if (centred) {
            mean = spread;
            const Vec mean_all = broadcast(mean);
            Four left, squares;
            across(n, [&](auto lanes, long i, int k) WORKBENCH_INLINE {
                const Vec d = lanes.get(s + i) - lanes.only(mean_all);
                left[k] = left[k] + d;
                squares[k] = fma(d, d, squares[k]);
            });
            rest = left.total() * share;
            spread = squares.total() * share - rest * rest;
        }
        const float inverse = 1.0f / __builtin_sqrtf(spread + p.epsilon);
        float* kept = statistics + r * statistics_of(centred);
        if (centred) kept[0] = mean, kept[1] = rest;
        kept[statistics_of(centred) - 1] = inverse;
        if (!in_range(spread, p.epsilon)) {
            kept[statistics_of(centred) - 1] = 0;
            reference_forward(p, s, out);
            continue;
        }
        const Vec mean_all = broadcast(mean), rest_all = broadcast(rest);
        const Vec scale = broadcast(each || !p.weight ? inverse : inverse * p.weight[0]);
        if (centred && p.bias) {
            across(n, [&](auto lanes, long i, int) WORKBENCH_INLINE {
                const Vec d = ((lanes.get(s + i) - mean_all) - rest_all) * scale;
                lanes.put(out + i, each ? fma(d, lanes.get(p.weight + i), lanes.get(p.bias + i)) : d + lanes.get(p.bias + i));
            });
        } else {
            across(n, [&](auto lanes, long i, int) WORKBENCH_INLINE {
                const Vec v = lanes.get(s + i);
                const Vec d = (centred ? (v - mean_all) - rest_all : v) * scale;
                lanes.put(out + i, each ? d * lanes.get(p.weight + i) : d);
            });
        }
    }
}

template <bool centred, bool each, bool learned>
void backward_rows(const Parameters& p, const Rows& x, const Rows& branch, const Rows& y_gradient, const Rows& sum_gradient,
                   const float* statistics, long begin, long end, float* s_gradient, float* weight_gradient, float* bias_gradient) {
    const long n = p.width;
    const float share = 1.0f / float(n);
    double one_weight = 0;
    for (long r = begin; r < end; r++) {
        const float* from = row(x, r);
        const float* s = from;
        const float* gradient = row(y_gradient, r);
        const float* passing = sum_gradient.data ? row(sum_gradient, r) : nullptr;
        float* out = s_gradient + r * n;
        if (branch.data) {
            const float* other = row(branch, r);
            across(n, [&](auto lanes, long i, int) WORKBENCH_INLINE { lanes.put(out + i, lanes.get(from + i) + lanes.get(other + i)); });
            s = out;
        }
        const float* kept = statistics + r * statistics_of(centred);
        const float inverse = kept[statistics_of(centred) - 1];
        if (!in_range(inverse)) {
            float single = 0;
            reference_backward(p, s, gradient, passing, out, !learned ? nullptr : each ? weight_gradient : &single, learned && centred ? bias_gradient : nullptr);
            one_weight += single;
            continue;
        }
        const Vec mean_all = broadcast(centred ? kept[0] : 0), rest_all = broadcast(centred ? kept[1] : 0), inverse_all = broadcast(inverse);
        Four one, along;
        across(n, [&](auto lanes, long i, int k) WORKBENCH_INLINE {
            const Vec v = lanes.get(s + i);
            const Vec normed = lanes.only((centred ? (v - mean_all) - rest_all : v) * inverse_all);
            const Vec given = lanes.get(gradient + i);
            if (learned && each) lanes.put(weight_gradient + i, fma(given, normed, lanes.get(weight_gradient + i)));
            if (learned && centred) lanes.put(bias_gradient + i, lanes.get(bias_gradient + i) + given);
            const Vec g = each ? given * lanes.get(p.weight + i) : given;
            if (centred) one[k] = one[k] + g;
            along[k] = fma(g, normed, along[k]);
        });
        const float along_s = along.total();
        one_weight += double(along_s);
        const Vec one_all = broadcast(centred ? one.total() * share : 0), along_all = broadcast(-along_s * share);
        const Vec scale = broadcast(each || !p.weight ? inverse : inverse * p.weight[0]);
        const auto slope = [&](auto lanes, long i) WORKBENCH_INLINE {
            const Vec v = lanes.get(s + i);
            const Vec normed = (centred ? (v - mean_all) - rest_all : v) * inverse_all;
            const Vec given = lanes.get(gradient + i);
            const Vec g = each ? given * lanes.get(p.weight + i) : given;
            return fma(normed, along_all, centred ? g - one_all : g);
        };
        if (passing) {
            across(n, [&](auto lanes, long i, int) WORKBENCH_INLINE { lanes.put(out + i, fma(slope(lanes, i), scale, lanes.get(passing + i))); });
        } else {
            across(n, [&](auto lanes, long i, int) WORKBENCH_INLINE { lanes.put(out + i, slope(lanes, i) * scale); });
        }
    }
    if (learned && !each) weight_gradient[0] += float(one_weight);
}

}  // namespace

void forward(const Parameters& p, const Rows& x, const Rows& branch, long begin, long end, float* sum, float* y, float* statistics) {
    const bool each = p.weight && p.each;
    const auto chosen = p.centred ? (each ? forward_rows<true, true> : forward_rows<true, false>)
                                  : (each ? forward_rows<false, true> : forward_rows<false, false>);
    chosen(p, x, branch, begin, end, sum, y, statistics);
}

void backward(const Parameters& p, const Rows& x, const Rows& branch, const Rows& y_gradient, const Rows& sum_gradient,
              const float* statistics, long begin, long end, float* s_gradient, float* weight_gradient, float* bias_gradient) {
    const bool each = p.weight && p.each;
    const auto chosen = weight_gradient ? (p.centred ? (each ? backward_rows<true, true, true> : backward_rows<true, false, true>)
                                                     : (each ? backward_rows<false, true, true> : backward_rows<false, false, true>))
                                        : (p.centred ? (each ? backward_rows<true, true, false> : backward_rows<true, false, false>)
                                                     : (each ? backward_rows<false, true, false> : backward_rows<false, false, false>));
    chosen(p, x, branch, y_gradient, sum_gradient, statistics, begin, end, s_gradient, weight_gradient, bias_gradient);
}

}  // namespace workbench::norms::WORKBENCH_ISA
