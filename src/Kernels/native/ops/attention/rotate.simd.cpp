// Idea: one pass over the projection, instead of the four or five of flip, roll, products and sums.
#include "attention.h"

namespace workbench::attention::WORKBENCH_ISA {

void rotate_rows(const View& in, const MutableView& out, long b, long heads, long first, long last, long width, const float* cosine, const float* sine,
                 bool interleaved, float way) {
    const long half = width / 2, step = interleaved ? 2 : 1, partner = interleaved ? 1 : half;
    for (long t = first; t < last; t++) {
        const float* cos = cosine + t * width;
        const float* sin = sine + t * width + partner;
        for (long h = 0; h < heads; h++) {
            const float* from = in.row(b, h, t);
            float* to = out.row(b, h, t);
            for (long c = 0; c < half; c++) {
                const long at = c * step;
                const float x = from[at], y = from[at + partner], turn = way * sin[at];
                to[at] = x * cos[at] - y * turn;
                to[at + partner] = y * cos[at] + x * turn;
            }
        }
    }
}

}  // namespace workbench::attention::WORKBENCH_ISA
