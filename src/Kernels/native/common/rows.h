// The rows of a tensor [..., n] whose last dimension is contiguous, wherever the others lie: slices, transposes and expanded dimensions are
// read in place. C only, for *.simd.cpp; tensor_rows.h makes them of a tensor.
#pragma once

namespace workbench {

struct Rows {
    static constexpr int MostLevels = 4;

    const float* data = nullptr;  // null where the tensor is not there
    int levels = 1;               // dimensions before the last, those merged that lie evenly
    long sizes[MostLevels] = {1}, strides[MostLevels] = {0};
};

static inline const float* row(const Rows& rows, long index) {
    const float* at = rows.data;
    for (int level = rows.levels - 1; level > 0; level--) {
        at += index % rows.sizes[level] * rows.strides[level];
        index /= rows.sizes[level];
    }
    return at + index * rows.strides[0];
}

}  // namespace workbench
