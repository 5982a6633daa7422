// What the forward and the backward pass of bf16.h share.
#pragma once
#include "bf16.h"
#include "pair_product.h"
#include "score_gradients.h"
#include "../gemm/transpose.h"

namespace workbench::attention::WORKBENCH_ISA {
namespace tiles {

using pair_products::Unit;

// The rows of one tile of queries, times a factor, as right factors: pairs along K, [width / 2, QueryTile]. `space` is [width, QueryTile].
inline void pack_turned(const View& rows, const Queries& queries, long width, float factor, float* space, Pair* out) {
    const long given = queries.p.width;
    transpose(rows, queries.b, queries.h, queries.first, queries.count, given, factor, space);
    memset(space + given * QueryTile, 0, size_t(width - given) * QueryTile * sizeof(float));
    for (long d = 0; d < width; d += 2)
        for (long i = 0; i < QueryTile; i += Width)
            put_pairs(out + d / 2 * QueryTile + i, load(space + d * QueryTile + i), load(space + (d + 1) * QueryTile + i));
}

// The same, as right factors with pairs along the queries, [QueryTile / 2, width].
inline void pack_straight(const View& rows, const Queries& queries, long width, float factor, Pair* out) {
    const long given = queries.p.width;
    for (long i = 0; i < QueryTile; i += 2)
        for (long d = 0; d < width; d += Width) {
            Vec two[2];
            for (long r = 0; r < 2; r++)
                two[r] = i + r < queries.count
                             ? load_up_to(rows.row(queries.b, queries.h, queries.first + i + r) + d, given - d) * broadcast(factor)
                             : broadcast(0);
            put_pairs(out + i / 2 * width + d, two[0], two[1]);
        }
}

// Writes from [K, QueryTile], times a factor for each query, to rows of K numbers.
inline void unpack_turned(const float* from, const Queries& queries, const float* factors, const MutableView& to) {
    const long given = queries.p.width;
    for (long i = 0; i < queries.count; i += Width)
        for (long d = 0; d < given; d += Width) {
            Vec block[Width];
#pragma GCC unroll 16
            for (long r = 0; r < Width; r++) block[r] = load(from + (d + r) * QueryTile + i);
            workbench::WORKBENCH_ISA::transpose(block);
            const long rows = queries.count - i < Width ? queries.count - i : Width, rest = given - d;
            for (long r = 0; r < rows; r++) {
                float* const row = to.row(queries.b, queries.h, queries.first + i + r) + d;
                const Vec value = block[r] * broadcast(factors[i + r]);
                if (rest >= Width) store(row, value);
                else store_some(row, value, rest);
            }
        }
}

// A tile of queries against a tile of keys in blocks of Unit x Unit; blocks that a causal mask hides wholly are left out.
struct Blocks {
    const PackedHead& head;
    long key, lanes;                // first key; queries, rounded up to blocks
    long rows[QueryTile / Unit];    // for each block of queries: the number of keys from which it sees some, rounded up to blocks

    Blocks(const PackedHead& packed, const Queries& queries, long first, long count)
        : head(packed), key(first), lanes(rounded_up(queries.count, Unit)) {
        for (long i = 0; i < lanes; i += Unit) rows[i / Unit] = rounded_up(queries.rows_for(i, Unit, key, count), Unit);
    }

    // out [keys, queries] = rows of k or v times turned queries or gradients.
    void between(const Pair* keys, const Pair* turned, float* out) const {
        const long half = head.width / 2;
        for (long i = 0; i < lanes; i += Unit)
            pair_products::product(head.units, rows[i / Unit], Unit, half, keys + key * half, half, turned + i, QueryTile, out + i,
                                   QueryTile, false);
    }

    // out [K, queries] += turned keys or values times pairs of keys [KeyTile / 2, QueryTile].
    void into_queries(const Pair* turned, const Pair* pairs, float* out) const {
        for (long i = 0; i < lanes; i += Unit)
            pair_products::product(head.units, head.width, Unit, rows[i / Unit] / 2, turned + key / 2, head.keys / 2, pairs + i, QueryTile,
                                   out + i, QueryTile, true);
    }

    // out [keys, K] += pairs of queries [KeyTile, QueryTile / 2] times straight queries or gradients.
    void into_keys(const Pair* pairs, const Pair* straight, float* out) const {
        for (long j = 0; j < KeyTile; j += Unit) {
            long i = 0;
            while (i < lanes && rows[i / Unit] <= j) i += Unit;
            if (i < lanes)
                pair_products::product(head.units, Unit, head.width, (lanes - i) / 2, pairs + j * (QueryTile / 2) + i / 2, QueryTile / 2,
                                       straight + i / 2 * head.width, head.width, out + (key + j) * head.width, head.width, true);
        }
    }
};

}  // namespace tiles
}  // namespace workbench::attention::WORKBENCH_ISA
