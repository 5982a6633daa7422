// Sum of gradients by token.
#pragma once
#include <stdint.h>

#include "isa.h"

namespace workbench::embedding {

// out[t][j] += gradient[i][j] for every i in order whose t = slots[i] is not negative, and j in [begin, end): out's rows are `width` apart,
// the gradient's `leading`.
WORKBENCH_SIMD(void, accumulate, (const int64_t* slots, long count, const float* gradient, long leading, long begin, long end, float* out,
                                  long width))

}  // namespace workbench::embedding
