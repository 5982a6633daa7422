// Reference implementations of causal linear attention and the delta rule, token by token in double.
#pragma once
#include <cmath>
#include <vector>

namespace workbench::linear_attention::reference {

using Values = std::vector<double>;

// One sequence and head: out_t = sum over s <= t of exp(u_t + w_s) (q_t . k_s) v_s, divided by the same sum of (p_t . r_s), at least `floor`.
// q, k [T, F], p, r [T, D], v, out [T, K], u, w [T].
inline Values attend(long tokens, long features, long totals, long width, const Values& q, const Values& k, const Values& v, const Values& p,
                     const Values& r, const Values& u, const Values& w, double floor) {
    Values out(tokens * width);
    for (long t = 0; t < tokens; t++) {
        double total = 0;
        for (long s = 0; s <= t; s++) {
            double pair = 0, share = 0;
            for (long f = 0; f < features; f++) pair += q[t * features + f] * k[s * features + f];
            for (long f = 0; f < totals; f++) share += p[t * totals + f] * r[s * totals + f];
            const double weight = std::exp(u[t] + w[s]);
            total += weight * share;
            for (long e = 0; e < width; e++) out[t * width + e] += weight * pair * v[s * width + e];
        }
        for (long e = 0; e < width; e++) out[t * width + e] /= std::max(total, floor);
    }
    return out;
}

// S += beta_t k_t (v_t - k_t S)^T, out_t = q_t S: q, k [T, F], v, out [T, K], beta [T], S [F, K].
inline Values delta(long tokens, long features, long width, const Values& q, const Values& k, const Values& v, const Values& beta) {
    Values out(tokens * width), state(features * width);
    for (long t = 0; t < tokens; t++)
        for (long e = 0; e < width; e++) {
            double found = 0;
            for (long f = 0; f < features; f++) found += k[t * features + f] * state[f * width + e];
            for (long f = 0; f < features; f++) state[f * width + e] += beta[t] * k[t * features + f] * (v[t * width + e] - found);
            for (long f = 0; f < features; f++) out[t * width + e] += q[t * features + f] * state[f * width + e];
        }
    return out;
}

}  // namespace workbench::linear_attention::reference
