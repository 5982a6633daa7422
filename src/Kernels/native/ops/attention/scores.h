// The steps from a tile of raw products to its weights: bias, masks, dropout. Tiles are transposed, [KeyTile, QueryTile]: each row is a key
// and a register holds adjacent queries, so that maxima and sums over keys need no shuffles and the keys need no packing.
#pragma once
#include <string.h>

#include "attention.h"
#include "tile.h"

namespace workbench::attention::WORKBENCH_ISA {
namespace tiles {

typedef float Four __attribute__((vector_size(16), aligned(4)));

// Transposes four rows, times a factor, to four columns of out [width, QueryTile], by shuffling blocks of 4 x 4.
static inline void turn(const float* const rows[4], long width, float factor, float* out) {
    typedef int Order __attribute__((vector_size(16)));
    const Order low{0, 4, 1, 5}, high{2, 6, 3, 7}, left{0, 1, 4, 5}, right{2, 3, 6, 7};
    long d = 0;
    for (; d + 4 <= width; d += 4) {
        Four in[4];
        for (long r = 0; r < 4; r++) in[r] = *reinterpret_cast<const Four*>(rows[r] + d) * factor;
        const Four a = __builtin_shuffle(in[0], in[1], low), c = __builtin_shuffle(in[2], in[3], low);
        const Four e = __builtin_shuffle(in[0], in[1], high), g = __builtin_shuffle(in[2], in[3], high);
        const Four turned[4] = {__builtin_shuffle(a, c, left), __builtin_shuffle(a, c, right), __builtin_shuffle(e, g, left), __builtin_shuffle(e, g, right)};
        for (long r = 0; r < 4; r++) *reinterpret_cast<Four*>(out + (d + r) * QueryTile) = turned[r];
    }
    for (; d < width; d++)
        for (long r = 0; r < 4; r++) out[d * QueryTile + r] = factor * rows[r][d];
}

enum class Seen { none, some, all };

// The queries of one tile, and their visible keys.
struct Queries {
    const Problem& p;
    long b, h, first, count;                 // indices of batch, head and first query; number of queries
    long lanes;                              // count rounded up to full registers
    long prefix;
    float least[QueryTile], beyond[QueryTile];  // apart from the prefix, query i sees keys in [least, beyond)
    float before[QueryTile], after[QueryTile];  // relative terms of keys at distances <= -clip and >= clip

    Queries(const Problem& problem, long batch, long head, long tile) : p(problem), b(batch), h(head), first(tile * QueryTile) {
        count = p.queries - first < QueryTile ? p.queries - first : QueryTile;
        lanes = rounded_up(count, Width);
        prefix = p.prefix ? long(p.prefix[b]) : 0;
        for (long i = 0; i < QueryTile; i++) {
            const long position = first + i + p.offset;
            least[i] = p.window ? float(position - p.window + 1) : 0.0f;
            beyond[i] = p.causal ? float(position + 1) : p.window ? float(position + p.window) : float(p.keys);
            const bool told = p.relative && i < count;
            before[i] = told ? terms(i)[0] : 0;
            after[i] = told ? terms(i)[2 * p.clip] : 0;
        }
    }

    const float* terms(long i) const { return p.relative + ((b * p.heads + h) * p.queries + first + i) * (2 * p.clip + 1); }
    long group() const { return h / p.shared(); }
    long position(long i) const { return first + i + p.offset; }

    // Keys outside [from, to) are visible to none of these queries.
    long from() const {
        const long start = p.window ? position(0) - p.window + 1 : 0;
        return prefix > 0 || start < 0 ? 0 : start / KeyTile * KeyTile;
    }

    long to() const {
        const long last = position(count - 1);
        long end = p.causal ? last + 1 : p.window ? last + p.window : p.keys;
        if (end < prefix) end = prefix;
        return end < 0 ? 0 : end < p.keys ? end : p.keys;
    }

    // Offset of the causal diagonal in a tile that starts at `key`: query i sees the tile's keys up to i + diagonal. Large enough for all
    // keys without a causal mask.
    long diagonal(long key) const { return p.causal && key >= prefix ? position(0) - key : p.keys + QueryTile; }

    // Number of the tile's first keys that are visible to any of the queries [i, i + n).
    long rows_for(long i, long n, long key, long rows) const {
        const long end = i + n + diagonal(key);
        return end < 0 ? 0 : end < rows ? end : rows;
    }

    // Scores, or gradients of weights: [keys, queries] = rows of k or v times transposed queries or gradients. Invisible entries are not
    // written.
    void between(const View& keys, long key, long rows, const float* turned, float* out) const {
        const Left left{keys.row(b, group(), key), keys.token, 1, {}};
        if (rows_for(0, 1, key, rows) == rows) return product(rows, lanes, p.width, left, turned, QueryTile, out, QueryTile, false);
        for (long i = 0; i < lanes; i += 2 * Width) {
            const long n = lanes - i < 2 * Width ? lanes - i : 2 * Width;
            product(rows_for(i, n, key, rows), n, p.width, left, turned + i, QueryTile, out + i, QueryTile, false);
        }
    }

    // Weights [keys, queries], 0 for invisible keys, as left factors of products: with one row per key, or transposed with one row per
    // query.
    Left by_key(const float* s, long key) const { return {s, QueryTile, 1, {Zeros::before, diagonal(key)}}; }
    Left by_query(const float* s, long key) const { return {s, 1, QueryTile, {Zeros::behind, diagonal(key)}}; }

    Seen seen(long key, long rows) const {
        long skipped = 0;
        if (p.padding)
            for (long j = 0; j < rows; j++) skipped += p.padding[b * p.keys + key + j];
        if (skipped == rows) return Seen::none;
        const long end = key + rows, low = position(0), high = position(count - 1);
        if (end <= prefix) return skipped ? Seen::some : Seen::all;
        const bool outside = (p.causal && key > high) || (p.window && end - 1 <= low - p.window) || (p.window && key >= high + p.window);
        if (outside && key >= prefix) return Seen::none;
        const bool inside = (!p.causal || end - 1 <= low) && (!p.window || (key > high - p.window && end - 1 < low + p.window));
        return inside && !skipped ? Seen::all : Seen::some;
    }

    // Adds bias and relative terms to the scores of a tile, and sets the scores of invisible keys to -infinity.
    void finish(float* s, long key, long rows, Seen seen) const {
        for (long j = 0; j < rows; j++) {
            float* row = s + j * QueryTile;
            if (p.bias) {
                const float* bias = p.bias + h * (p.queries + p.keys - 1) + first - (key + j) + p.keys - 1;
                for (long i = 0; i < lanes; i += Width) {
                    const Vec added = i + Width <= count ? load(bias + i) : load_some(bias + i, count - i);
                    store(row + i, load(row + i) + added);
                }
            }
            if (p.relative) add_relative(row, key + j);
            if (seen == Seen::some) mask(row, key + j);
        }
    }

    // The dropout factors, 0 or kept, as [KeyTile, QueryTile].
    void factors(float* out, long key, long rows) const {
        float lines[4][KeyTile];
        const float* const four[4] = {lines[0], lines[1], lines[2], lines[3]};
        for (long i = 0; i < lanes; i += 4) {
            for (long r = 0; r < 4; r++) {
                const uint64_t element = ((uint64_t(h) * p.batch_rows + p.first_row + b) * p.queries + first + i + r) * p.keys + key;
                const long seen = i + r < count ? rows_for(i + r, 1, key, rows) : 0;
                philox::WORKBENCH_ISA::keep(p.stream, element, seen, p.threshold, p.kept, lines[r]);
                for (long j = seen; j < rows; j++) lines[r][j] = 0;
            }
            turn(four, rows, 1, out + i);
        }
    }

private:
    void add_relative(float* row, long key) const {
        // Distances decrease with i: if the first and the last query clip to the same side, all queries do.
        const float* same = key - position(0) <= -p.clip ? before : key - position(count - 1) >= p.clip ? after : nullptr;
        if (same) {
            for (long i = 0; i < lanes; i += Width) store(row + i, load(row + i) + load(same + i));
            return;
        }
        for (long i = 0; i < count; i++) {
            const long distance = key - position(i);
            row[i] += terms(i)[(distance < -p.clip ? -p.clip : distance > p.clip ? p.clip : distance) + p.clip];
        }
    }

    void mask(float* row, long key) const {
        const Vec never = broadcast(-HUGE_VALF);
        if (p.padding && p.padding[b * p.keys + key]) {
            for (long i = 0; i < lanes; i += Width) store(row + i, never);
            return;
        }
        if (key < prefix) return;
        const Vec at = broadcast(float(key));
        for (long i = 0; i < lanes; i += Width) {
            const Vec upper = where_less(at, load(beyond + i), load(row + i), never);
            store(row + i, where_less(at, load(least + i), never, upper));
        }
    }
};

// Transposes rows, times a factor, to [K, QueryTile]; lanes without a query are 0.
static inline void transpose(const View& rows, long b, long h, long first, long count, long width, float factor, float* out) {
    long i = 0;
    for (; i + 4 <= count; i += 4) {
        const float* four[4];
        for (long r = 0; r < 4; r++) four[r] = rows.row(b, h, first + i + r);
        turn(four, width, factor, out + i);
    }
    for (; i < QueryTile; i++) {
        const float* row = i < count ? rows.row(b, h, first + i) : nullptr;
        for (long d = 0; d < width; d++) out[d * QueryTile + i] = row ? factor * row[d] : 0;
    }
}

// A log-sum-exp or maximum that is safe to subtract: 0 instead of -infinity for a query without visible keys.
static inline Vec subtrahend(Vec m) { return where_less(m, broadcast(-3e38f), broadcast(0), m); }

}  // namespace tiles
}  // namespace workbench::attention::WORKBENCH_ISA
