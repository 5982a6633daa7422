// The two passes over the elements of one tensor, or a range of them.
#pragma once
#include "isa.h"

namespace workbench::optimiser {

// Constants of a step, equal for all elements.
struct Step {
    float decay;              // 1 - rate * weight decay
    float beta1, toward1;     // toward = 1 - beta
    float beta2, toward2;
    float correction;         // 1 / sqrt(1 - beta2^step)
    float epsilon;
    float length;             // -rate / (1 - beta1^step)
    float scale;              // of the gradient
};

WORKBENCH_SIMD(double, sum_of_squares, (const float* x, long n))
WORKBENCH_SIMD(void, adamw, (float* p, const float* g, float* mean, float* square, long n, Step step))

}  // namespace workbench::optimiser
