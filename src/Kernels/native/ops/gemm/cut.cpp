// Every tile of the output is one dnnl_sgemm, which packs what it needs, a tile row's worth of a and a tile column's of b: the cut with the
// least packing. Small tiles pack too much: 64 x 64 of 512 x 128 x 768 ran at 0.8 of dnnl_sgemm, 128 x 128 at 0.97.
// Measured: dnnl_sgemm reads tiles of this size as they lie. Rows that lie a multiple of 256 floats apart share a few sets of the cache, and a
// column of many rows leaves the TLB. So what is read often is packed first (GFLOP/s of one thread, before -> since):
//   all of b, where its rows are bad        2048 x 1536 x 384                            135 -> 150
//                                           2048 x 256 x 1024, second transposed         136 -> 146
//   pieces of a, 256 deep, where the sum    1536 x 384 x 2048, first transposed          110 -> 150
//   runs down the rows of both matrices     1152 x 384 x 2048, first transposed          115 -> 149
#include "cut.h"

#include <algorithm>

#include "parallel.h"

namespace workbench::gemm {
namespace {

constexpr double TileWork = 1e7;       // floating-point operations worth a thread's while: some 70 us
constexpr double LargeTileWork = 4e8;  // and where there are eight tiles already
constexpr long MaximumTiles = 64, Granule = 16;
constexpr double Reuse = 96;           // of a tile, at least (192 x 192),
constexpr double ShareOfReuse = 0.7, ShareOfTwo = 0.6;  // or so much of the whole product's; less for the second thread's sake

constexpr double PacksItself = 510;    // of a tile's reuse: from here on dnnl_sgemm packs both sides
constexpr long BadRows = 256;          // multiples of it
constexpr long RowsWorthPacking = 512; // of the output: how often a packed b is read
constexpr long MostPacked = 4 << 20;   // numbers
constexpr long LongSum = 1024, PieceDepth = 256, FewRows = 128;  // of the output: short pieces of few rows are packed in vain
constexpr double StridedPacking = 3;   // what it costs to pack a number of such a piece, in those of b

long rounded(long extent) { return ceil_div(extent, Granule) * Granule; }

// One of `count` parts of equal size, and whether the last is worth a task of its own.
struct Part {
    long size;
    bool even;

    Part(long extent, long count) : size(count == 1 ? extent : rounded(ceil_div(extent, count))), even(2 * (extent - (count - 1) * size) >= size) {}
};

// How often a number that was packed for a tile is used, on average.
double reuse(double height, double width) { return height * width / (height + width); }

}  // namespace

Cut cut(long batch, long m, long n, long k, const Matrix& a, const Matrix& b) {
    const bool down_rows = a.transposed && !b.transposed;
    long tiles = 1;
    while (tiles < MaximumTiles && 2.0 * m * n * k > (tiles < 8 ? TileWork : LargeTileWork) * tiles) tiles *= 2;
    Cut best;
    for (double least = -1; least < 0; tiles /= 2) {
        const double enough = std::min(Reuse, (tiles == 2 ? ShareOfTwo : ShareOfReuse) * reuse(double(m), double(n)));
        for (long rows = 1; rows <= tiles; rows *= 2) {
            const long columns = tiles / rows;
            const Part height(m, rows), width(n, columns);
            if (reuse(double(height.size), double(width.size)) < enough || (tiles > 1 && !(height.even && width.even))) continue;
            const double packing = (down_rows ? StridedPacking : 1) * columns * m + double(rows) * n;
            if (least >= 0 && packing >= least) continue;
            least = packing;
            best.rows = rows;
            best.columns = columns;
            best.height = height.size;
            best.width = width.size;
        }
    }
    best.depth = k;
    if (reuse(double(best.height), double(best.width)) >= PacksItself) return best;
    if (down_rows) {
        best.packs_left = k >= LongSum && m >= FewRows;
        if (best.packs_left) best.depth = PieceDepth;
    } else {
        best.packs_right = batch == 1 && b.leading % BadRows == 0 && m >= RowsWorthPacking && n * k <= MostPacked;
    }
    return best;
}

}  // namespace workbench::gemm
