// A tensor as C# hands it over: where its numbers are and how they lie. Nothing is owned; sizes and strides are libtorch's own arrays.
#pragma once
#include <stdint.h>

namespace workbench {

struct Tensor {
    void* start;  // null where there is no tensor
    const int64_t *shape, *steps;
    int64_t rank;

    bool defined() const { return shape != nullptr; }
    long dim() const { return rank; }
    // Dimensions are counted from the end where they are negative.
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
