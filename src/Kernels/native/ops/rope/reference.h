// The plain rotation of one row in double: the yardstick.
#pragma once

namespace workbench::rope {

// x [2 planes] by the angles whose cosines and sines are given: plane (a, b) becomes (a cos - b sin, b cos + a sin). A plane is the
// coordinates (2p, 2p + 1) where interleaved, (p, p + planes) otherwise.
static inline void reference(bool interleaved, const float* x, const float* cosine, const float* sine, long planes, float* y) {
    for (long p = 0; p < planes; p++) {
        const long first = interleaved ? 2 * p : p, second = interleaved ? 2 * p + 1 : p + planes;
        const double a = x[first], b = x[second], c = cosine[p], s = sine[p];
        y[first] = float(a * c - b * s);
        y[second] = float(b * c + a * s);
    }
}

}  // namespace workbench::rope
