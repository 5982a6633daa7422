// How a product is cut into tiles and pieces, and what is packed for it: by its shape and strides alone, so that the bits do not depend on threads.
#pragma once
#include "product.h"

namespace workbench::gemm {

struct Cut {
    long rows = 1, columns = 1;  // how many tiles the output has
    long height, width;          // of one
    long depth;                  // of one piece of the sum over k
    bool packs_left = false;     // a tile's piece of a
    bool packs_right = false;    // all of b, before
};

Cut cut(long batch, long m, long n, long k, const Matrix& a, const Matrix& b);

// Rows that are packed lie so far apart that a column of them does not fall into a few sets of the cache.
inline long packed_leading(long length) { return (length + 15) / 16 * 16 + 16; }

}  // namespace workbench::gemm
