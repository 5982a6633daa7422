// Reference implementation in double; bench.cpp checks the kernel against it before measuring.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace workbench::head {

struct Reference {
    double loss = 0;
    long count = 0, correct = 0;
    std::vector<double> dx, dweight, dbias;
};

// x [rows, width], weight [vocabulary, width], bias [vocabulary] or null; everything contiguous.
inline Reference reference(long rows, long width, long vocabulary, const float* x, const float* weight, const float* bias,
                           const int64_t* targets, int64_t ignored, double smoothing, double z, bool mean) {
    Reference out;
    out.dx.resize(rows * width);
    out.dweight.resize(vocabulary * width);
    out.dbias.resize(vocabulary);
    for (long i = 0; i < rows; i++) out.count += targets[i] != ignored;
    const double scale = mean ? 1.0 / double(out.count) : 1.0;
    std::vector<double> logits(vocabulary);
    for (long i = 0; i < rows; i++) {
        if (targets[i] == ignored) continue;
        double maximum = -std::numeric_limits<double>::infinity(), sum = 0, total = 0;
        long best = 0;
        for (long j = 0; j < vocabulary; j++) {
            logits[j] = bias ? bias[j] : 0;
            for (long p = 0; p < width; p++) logits[j] += double(x[i * width + p]) * weight[j * width + p];
            if (logits[j] > maximum) maximum = logits[j], best = j;
            total += logits[j];
        }
        for (double logit : logits) sum += std::exp(logit - maximum);
        const double lse = maximum + std::log(sum);
        out.loss += (1 - smoothing) * (lse - logits[targets[i]]) + smoothing * (lse - total / vocabulary) + z * lse * lse;
        out.correct += best == targets[i];
        for (long j = 0; j < vocabulary; j++) {
            const double gradient = scale * (std::exp(logits[j] - lse) * (1 + 2 * z * lse) - (j == targets[i] ? 1 - smoothing : 0) -
                                             smoothing / vocabulary);
            out.dbias[j] += gradient;
            for (long p = 0; p < width; p++) {
                out.dx[i * width + p] += gradient * weight[j * width + p];
                out.dweight[j * width + p] += gradient * x[i * width + p];
            }
        }
    }
    out.loss *= scale;
    return out;
}

}  // namespace workbench::head
