// Conversion of tensors to Rows, and tasks over rows. C# passes tensors with a contiguous last dimension.
#pragma once
#include <algorithm>

#include "boundary.h"
#include "parallel.h"
#include "rows.h"
#include "tensor.h"

namespace workbench {

inline long row_count(const Tensor& t) { return t.size(-1) == 0 ? 0 : t.numel() / t.size(-1); }

// The rows of an absent tensor have no data.
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

// Calls body(begin row, end row) for tasks of about 8192 elements (a few microseconds). The division depends only on the shape.
template <class Body>
void each_rows(long rows, long width, double work, const Body& body) {
    const long task = std::max(1L, 8192 / std::max(1L, width));
    each_task(ceil_div(rows, task), work, [&](long i) { body(i * task, std::min(rows, (i + 1) * task)); });
}

}  // namespace workbench
