// Statistics and gradients of a tile of logits while the tile is in the cache.
#pragma once
#include <stdint.h>

#include "isa.h"

namespace workbench::head {

// Statistics per row of one tile.
struct Statistics {
    float* maximum;  // of the tile's logits; NaN if one of them is NaN
    float* sum;      // of exp(logit - maximum)
    float* total;    // of the logits
};

// Data on each row's target; written by the tile that contains the target.
struct Hits {
    const int64_t* targets;  // of the chunk's rows
    float* logit;            // logit of the target
    bool* first;             // whether the target's logit is the first maximum of its tile
};

// Adds the bias, if any, to logits [rows, columns] with rows `leading` apart, and computes their statistics. The tile's first column is
// class `origin`. If `keep`, replaces the logits by exp(logit - maximum).
WORKBENCH_SIMD(void, gather, (float* logits, long leading, long rows, long columns, long origin, const float* bias, bool keep,
                              Statistics out, Hits hits))

// Converts the exponentials stored by `gather` [rows, columns] to gradients: times the row's factor, minus `even`, minus `hit` at the
// target.
WORKBENCH_SIMD(void, differentiate, (float* logits, long leading, long rows, long columns, long origin, const float* factor, float even,
                                     float hit, const int64_t* targets))

// sums[j] += sum of column j, row by row
WORKBENCH_SIMD(void, add_columns, (const float* tile, long leading, long rows, long columns, float* sums))

}  // namespace workbench::head
