// Reference implementation of attention in double, one query at a time, for testing the tiled kernels. Without dropout.
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "attention.h"

namespace workbench::attention {

inline void reference(const Problem& p, const MutableView& out) {
    std::vector<double> weights(p.keys);
    for (long b = 0; b < p.batch; b++)
        for (long h = 0; h < p.heads; h++)
            for (long i = 0; i < p.queries; i++) {
                const long position = i + p.offset, group = h / p.shared(), terms = 2 * p.clip + 1;
                double highest = -INFINITY, sum = 0;
                for (long j = 0; j < p.keys; j++) {
                    const bool near = (!p.causal || j <= position) && (!p.window || std::abs(position - j) < p.window);
                    const bool seen = !(p.padding && p.padding[b * p.keys + j]) && (near || (p.prefix && j < p.prefix[b]));
                    double score = 0;
                    for (long d = 0; d < p.width; d++) score += double(p.q.row(b, h, i)[d]) * double(p.k.row(b, group, j)[d]);
                    score *= p.scale;
                    if (p.bias) score += p.bias[h * (p.queries + p.keys - 1) + i - j + p.keys - 1];
                    if (p.relative)
                        score += p.relative[((b * p.heads + h) * p.queries + i) * terms + std::clamp(j - position, -p.clip, p.clip) + p.clip];
                    weights[j] = seen ? score : -INFINITY;
                    highest = std::max(highest, weights[j]);
                }
                for (long j = 0; j < p.keys; j++) sum += weights[j] = highest == -INFINITY ? 0 : std::exp(weights[j] - highest);
                for (long d = 0; d < p.width; d++) {
                    double mixed = 0;
                    for (long j = 0; j < p.keys; j++) mixed += weights[j] * double(p.v.row(b, group, j)[d]);
                    out.row(b, h, i)[d] = sum == 0 ? 0 : float(mixed / sum);
                }
            }
}

}  // namespace workbench::attention
