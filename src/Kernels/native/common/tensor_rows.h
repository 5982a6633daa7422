// The rows of a tensor as kernels read them; a copy is made only where the last dimension is not contiguous, or where more than
// Rows::MostLevels dimensions do not merge.
#pragma once
#include <ATen/ATen.h>

#include "rows.h"

namespace workbench {

inline bool as_rows(const at::Tensor& t, Rows& rows) {
    const auto last = t.dim() - 1;
    if (t.size(last) > 1 && t.stride(last) != 1) return false;
    rows = Rows();
    rows.data = t.data_ptr<float>();
    int levels = 0;
    for (int64_t d = 0; d < last; d++) {
        if (t.size(d) == 1) continue;
        if (levels > 0 && rows.strides[levels - 1] == t.stride(d) * t.size(d)) {
            rows.sizes[levels - 1] *= t.size(d);
            rows.strides[levels - 1] = t.stride(d);
            continue;
        }
        if (levels == Rows::MostLevels) return false;
        rows.sizes[levels] = t.size(d);
        rows.strides[levels++] = t.stride(d);
    }
    if (levels > 0) rows.levels = levels;
    return true;
}

// `held` keeps alive what the rows point to. An undefined tensor has rows without data.
inline Rows rows_of(const at::Tensor& t, at::Tensor& held) {
    Rows rows;
    if (!t.defined()) return rows;
    held = t;
    if (as_rows(t, rows)) return rows;
    held = t.contiguous();
    as_rows(held, rows);
    return rows;
}

}  // namespace workbench
