// Rotary position encoding of x [..., T, K] by tables of cosines and sines [P, K/2]. Idea: rope.simd.cpp. Measured: docs/kernels.md.
#include "rope.h"

#include "rotate.h"
#include "tensor_rows.h"

namespace workbench::rope {
namespace {

constexpr double WorkPerNumber = 6;

}  // namespace

void rotate(const Tensor& x, const Tensor& cosine, const Tensor& sine, long first, bool interleaved, bool inverse, const Tensor& y) {
    if (x.numel() == 0) return;
    const Rows from = rows_of(x), to = rows_of(y);
    Rows cosines = rows_of(cosine), sines = rows_of(sine);
    cosines.data = row(cosines, first), sines.data = row(sines, first);
    const auto kernel = WORKBENCH_VARIANTS(rotate).chosen();
    const long width = x.size(-1), positions = x.size(-2);
    each_rows(row_count(x), width, WorkPerNumber * x.numel(), [&](long begin, long end) {
        kernel(interleaved, inverse, from, cosines, sines, positions, width / 2, begin, end, to);
    });
}

}  // namespace workbench::rope

using workbench::Tensor;

// Row `first` of the tables is for the first row of x; y has the shape of x and may be x itself.
WORKBENCH_EXPORT const char* workbench_rotate(const Tensor* x, const Tensor* cosine, const Tensor* sine, int64_t first, int32_t interleaved,
                                              int32_t inverse, const Tensor* y) {
    return workbench::guarded([&] { workbench::rope::rotate(*x, *cosine, *sine, first, interleaved != 0, inverse != 0, *y); });
}
