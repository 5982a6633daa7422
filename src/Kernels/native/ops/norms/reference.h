// The plain formulas in double, a row at a time: the yardstick, and the way of rows whose squares leave the range of float.
#pragma once
#include <math.h>

namespace workbench::norms {

// What is normalised by, and with what. Without a weight it counts as 1, without a bias as 0.
struct Parameters {
    long width;
    bool centred;         // LayerNorm: y = (s - mean) / sqrt(variance + epsilon) w + b; otherwise y = s / sqrt(mean(s^2) + epsilon) w
    float epsilon;
    const float* weight;
    bool each;            // a weight for every coordinate, or one for all
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

// The gradient of s, which may be written over s, with that of the sum added where it is given; weight and bias gradients are added up.
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
