// The rows of a tensor [..., n] with a contiguous last dimension and any other strides, so that slices, transposes and expanded dimensions
// are read in place. Plain C, for *.simd.cpp; created in tensor_rows.h.
#pragma once

namespace workbench {

struct Rows {
    static constexpr int MostLevels = 4;

    const float* data = nullptr;  // null if the tensor is absent
    int levels = 1;               // leading dimensions, after merging those with compatible strides
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
