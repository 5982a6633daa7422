// The plain loops, in double: the yardstick of optimiser.simd.cpp.
#pragma once
#include <math.h>

namespace workbench::optimiser {

// What one step does to every element (Loshchilov and Hutter 2019): p decays, both moments move towards the gradient (scaled by what the
// clipping of its norm asks for), p goes against the mean over the root of the square, both corrected for their start at zero.
struct Reference {
    double rate, beta1, beta2, epsilon, weight_decay, scale;
    long step;  // this one, from 1

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
