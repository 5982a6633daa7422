// The rows of a tile of logits: what the loss needs of them, and their gradient, while the tile is in the cache.
#pragma once
#include <stdint.h>

#include "isa.h"

namespace workbench::head {

// What one tile says about each of its rows; arrays as long as the chunk has rows.
struct Statistics {
    float* maximum;  // of the tile's logits; NaN where one of them is
    float* sum;      // of exp(logit - maximum)
    float* total;    // of the logits
};

// What a row's target says; written by the tile that holds it.
struct Hits {
    const int64_t* targets;  // of the chunk's rows
    float* logit;            // the target's
    bool* first;             // no logit before it in its tile is as large, and none is larger
};

// Adds the bias, where there is one, to logits [rows, columns] whose rows are `leading` apart, and gathers their statistics; the tile's
// first column is number `origin` of the vocabulary. Where `keep`, the logits are replaced by exp(logit - maximum).
WORKBENCH_SIMD(void, gather, (float* logits, long leading, long rows, long columns, long origin, const float* bias, bool keep,
                              Statistics out, Hits hits))

// logits [rows, columns], as `gather` has kept them, become gradients: times the row's factor, less `even`, less `hit` at the target.
WORKBENCH_SIMD(void, differentiate, (float* logits, long leading, long rows, long columns, long origin, const float* factor, float even,
                                     float hit, const int64_t* targets))

// sums[j] += the column's sum, row by row
WORKBENCH_SIMD(void, add_columns, (const float* tile, long leading, long rows, long columns, float* sums))

}  // namespace workbench::head
