// Rotary position encoding of rows.
#pragma once
#include "isa.h"
#include "rows.h"

namespace workbench::rope {

// Rotates rows [begin, end) of x [rows, 2 planes] to y, which may be x: row r by the angles of table row r mod positions, negated if
// inverse.
WORKBENCH_SIMD(void, rotate,
               (bool interleaved, bool inverse, const Rows& x, const Rows& cosine, const Rows& sine, long positions, long planes, long begin,
                long end, const Rows& y))

}  // namespace workbench::rope
