// Reference implementation in double; bench.cpp checks the kernel against it before measuring.
#pragma once
#include <cstdint>
#include <vector>

namespace workbench::embedding {

// The gradient [vocabulary, width] of a lookup of `count` tokens, given the gradient [count, width] of the looked-up rows.
inline std::vector<double> reference(long count, long vocabulary, long width, const int64_t* tokens, int64_t padding, const float* gradient) {
    std::vector<double> out(vocabulary * width);
    for (long i = 0; i < count; i++)
        for (long j = 0; j < width && tokens[i] != padding; j++) out[tokens[i] * width + j] += gradient[i * width + j];
    return out;
}

}  // namespace workbench::embedding
