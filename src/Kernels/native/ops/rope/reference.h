// Reference implementation of the rotation of one row in double.
#pragma once

namespace workbench::rope {

// Rotates x [2 planes] by the angles with the given cosines and sines: plane (a, b) becomes (a cos - b sin, b cos + a sin). A plane
// consists of coordinates (2p, 2p + 1) if interleaved, otherwise (p, p + planes).
static inline void reference(bool interleaved, const float* x, const float* cosine, const float* sine, long planes, float* y) {
    for (long p = 0; p < planes; p++) {
        const long first = interleaved ? 2 * p : p, second = interleaved ? 2 * p + 1 : p + planes;
        const double a = x[first], b = x[second], c = cosine[p], s = sine[p];
        y[first] = float(a * c - b * s);
        y[second] = float(b * c + a * s);
    }
}

}  // namespace workbench::rope
