// Rotary position encoding of rows.
#pragma once
#include "isa.h"
#include "rows.h"

namespace workbench::rope {

// Rows [begin, end) of x [rows, 2 planes] to those of y, which may be the same: row r by the angles of table row r mod positions; by their negatives where inverse.
WORKBENCH_SIMD(void, rotate,
               (bool interleaved, bool inverse, const Rows& x, const Rows& cosine, const Rows& sine, long positions, long planes, long begin,
                long end, const Rows& y))

}  // namespace workbench::rope
