// The loss and its gradients on raw pointers, a chunk of rows at a time.
#pragma once
#include <cstdint>

#include "../gemm/product.h"

namespace workbench::head {

struct Problem {
    long rows;               // that count
    long width, vocabulary;  // at least 1
    const float* x;          // [*, width], rows x_leading apart
    long x_leading;
    gemm::Matrix weight;     // [vocabulary, width]
    const float* bias;       // [vocabulary], or null
    const int64_t* targets;  // of all rows of x, those that do not count too
    const int64_t* counted;  // the numbers of the rows that count; null when all do
    double label_smoothing, z_loss;
    double scale;            // of the gradients: 1, or 1 / rows for a mean
};

// Where the gradients go: contiguous, null where none is wanted. dx [*, width] is written in the rows that count, the others whole.
struct Gradients {
    float *dx, *dweight, *dbias;
    bool any() const { return dx || dweight || dbias; }
};

struct Outcome {
    double loss = 0;   // the sum over the rows
    int64_t hits = 0;  // rows whose first largest logit is the target's
};

// rows is at least 1.
Outcome run(const Problem& problem, const Gradients& gradients);

}  // namespace workbench::head
