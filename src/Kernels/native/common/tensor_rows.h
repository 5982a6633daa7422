// The rows of a tensor as kernels read them, and tasks of rows. C# hands over tensors whose last dimension is contiguous.
#pragma once
#include <algorithm>

#include "boundary.h"
#include "parallel.h"
#include "rows.h"
#include "tensor.h"

namespace workbench {

inline long row_count(const Tensor& t) { return t.size(-1) == 0 ? 0 : t.numel() / t.size(-1); }

// A tensor that is not there has rows without data.
inline Rows rows_of(const Tensor& t) {
    Rows rows;
    if (!t.defined()) return rows;
    require(t.size(-1) <= 1 || t.stride(-1) == 1, "the last dimension is contiguous");
    rows.data = t.data();
    int levels = 0;
    for (long d = 0; d < t.dim() - 1; d++) {
        if (t.size(d) == 1) continue;
        if (levels > 0 && rows.strides[levels - 1] == t.stride(d) * t.size(d)) {
            rows.sizes[levels - 1] *= t.size(d);
            rows.strides[levels - 1] = t.stride(d);
            continue;
        }
        require(levels < Rows::MostLevels, "rows lie in at most four levels");
        rows.sizes[levels] = t.size(d);
        rows.strides[levels++] = t.stride(d);
    }
    if (levels > 0) rows.levels = levels;
    return rows;
}

// body(first row, row after the last) for tasks of some 8192 numbers, a few microseconds: [0, rows) cut by the shape alone.
template <class Body>
void each_rows(long rows, long width, double work, const Body& body) {
    const long task = std::max(1L, 8192 / std::max(1L, width));
    each_task(ceil_div(rows, task), work, [&](long i) { body(i * task, std::min(rows, (i + 1) * task)); });
}

}  // namespace workbench
