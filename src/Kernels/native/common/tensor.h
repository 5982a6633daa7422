// A tensor descriptor passed by C#. Does not own any memory; sizes and strides are libtorch's arrays.
#pragma once
#include <stdint.h>

namespace workbench {

struct Tensor {
    void* start;  // null if the tensor is absent
    const int64_t *shape, *steps;
    int64_t rank;

    bool defined() const { return shape != nullptr; }
    long dim() const { return rank; }
    // Negative dimensions count from the end.
    long size(long d) const { return shape[d < 0 ? d + rank : d]; }
    long stride(long d) const { return steps[d < 0 ? d + rank : d]; }
    long numel() const {
        long count = 1;
        for (long d = 0; d < rank; d++) count *= shape[d];
        return count;
    }
    template <class T = float>
    T* data() const { return static_cast<T*>(start); }
};

}  // namespace workbench
