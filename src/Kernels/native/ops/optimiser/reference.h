// Reference implementation of optimiser.simd.cpp in double.
#pragma once
#include <math.h>

namespace workbench::optimiser {

// The update of one element (Loshchilov and Hutter 2019): p decays, both moments move towards the gradient (scaled by the clipping factor),
// and p moves against the mean over the root of the second moment, both bias-corrected.
struct Reference {
    double rate, beta1, beta2, epsilon, weight_decay, scale;
    long step;  // 1-based, including this step

    void update(double& p, double g, double& mean, double& square) const {
        g *= scale;
        mean = beta1 * mean + (1 - beta1) * g;
        square = beta2 * square + (1 - beta2) * g * g;
        const double root = sqrt(square) / sqrt(1 - pow(beta2, double(step))) + epsilon;
        p = p * (1 - rate * weight_decay) - rate / (1 - pow(beta1, double(step))) * mean / root;
    }
};

static inline double sum_of_squares_reference(const float* x, long n) {
    double sum = 0;
    for (long i = 0; i < n; i++) sum += double(x[i]) * x[i];
    return sum;
}

}  // namespace workbench::optimiser
