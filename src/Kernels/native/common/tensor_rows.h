// The rows of a tensor as kernels read them, and tasks of rows. A copy is made only where the last dimension is not contiguous, or where
// more than Rows::MostLevels dimensions do not merge.
#pragma once
#include <ATen/ATen.h>

#include "parallel.h"
#include "rows.h"

namespace workbench {

inline long row_count(const at::Tensor& t) { return t.size(-1) == 0 ? 0 : t.numel() / t.size(-1); }

inline bool has_rows(const at::Tensor& t) { return t.size(-1) <= 1 || t.stride(-1) == 1; }

// The tensor itself, or a copy whose last dimension is contiguous; undefined stays undefined.
inline at::Tensor with_rows(const at::Tensor& t) { return !t.defined() || has_rows(t) ? t : t.contiguous(); }

inline bool as_rows(const at::Tensor& t, Rows& rows) {
    const auto last = t.dim() - 1;
    if (!has_rows(t)) return false;
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

// body(first row, row after the last) for tasks of some 8192 numbers, a few microseconds: [0, rows) cut by the shape alone.
template <class Body>
void each_rows(long rows, long width, double work, const Body& body) {
    const long task = std::max(1L, 8192 / std::max(1L, width));
    each_task(ceil_div(rows, task), work, [&](long i) { body(i * task, std::min(rows, (i + 1) * task)); });
}

}  // namespace workbench
