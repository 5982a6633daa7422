// Reference implementation in double, one row at a time. Also used for rows whose squares exceed the range of float.
#pragma once
#include <math.h>

namespace workbench::norms {

// Parameters of a norm. A null weight counts as 1, a null bias as 0.
struct Parameters {
    long width;
    bool centred;         // LayerNorm: y = (s - mean) / sqrt(variance + epsilon) w + b; otherwise y = s / sqrt(mean(s^2) + epsilon) w
    float epsilon;
    const float* weight;
    bool each;            // one weight per coordinate, or one for all
    const float* bias;
};

static inline double weight_at(const Parameters& p, long i) { return p.weight ? double(p.weight[p.each ? i : 0]) : 1.0; }

static inline void reference_statistics(const Parameters& p, const float* s, double& mean, double& inverse) {
    double total = 0, squares = 0;
    for (long i = 0; i < p.width; i++) total += s[i];
    mean = p.centred ? total / double(p.width) : 0.0;
    for (long i = 0; i < p.width; i++) squares += (s[i] - mean) * (s[i] - mean);
    inverse = 1 / sqrt(squares / double(p.width) + double(p.epsilon));
}

// y may be s.
static inline void reference_forward(const Parameters& p, const float* s, float* y) {
    double mean, inverse;
    reference_statistics(p, s, mean, inverse);
    for (long i = 0; i < p.width; i++) y[i] = float((s[i] - mean) * inverse * weight_at(p, i) + (p.bias ? double(p.bias[i]) : 0.0));
}

// The gradient of s, which may overwrite s, plus the gradient of the sum if not null. Adds to the weight and bias gradients.
static inline void reference_backward(const Parameters& p, const float* s, const float* y_gradient, const float* sum_gradient,
                                      float* s_gradient, float* weight_gradient, float* bias_gradient) {
    double mean, inverse, along_one = 0, along_s = 0;
    reference_statistics(p, s, mean, inverse);
    for (long i = 0; i < p.width; i++) {
        const double normed = (s[i] - mean) * inverse, g = y_gradient[i] * weight_at(p, i);
        if (weight_gradient) weight_gradient[p.each ? i : 0] += float(y_gradient[i] * normed);
        if (bias_gradient) bias_gradient[i] += y_gradient[i];
        along_one += g;
        along_s += g * normed;
    }
    along_one = p.centred ? along_one / double(p.width) : 0.0;
    along_s /= double(p.width);
    for (long i = 0; i < p.width; i++) {
        const double normed = (s[i] - mean) * inverse, g = y_gradient[i] * weight_at(p, i);
        s_gradient[i] = float(inverse * (g - along_one - normed * along_s) + (sum_gradient ? double(sum_gradient[i]) : 0.0));
    }
}

}  // namespace workbench::norms
