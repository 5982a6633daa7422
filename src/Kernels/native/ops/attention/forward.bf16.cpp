// The forward pass of bf16.h; forward.simd.cpp says the idea.
#include "bf16_tile.h"

namespace workbench::attention::WORKBENCH_ISA {

using namespace tiles;

namespace {

// Whether the highest score of a query has changed; a NaN makes the sum NaN anyway.
bool changed(Vec factor) { return largest(broadcast(0) - factor) != -1; }

}  // namespace

void pack_rows_bf16(const Problem& p, const float* rows, long stride, long first, uint32_t* straight, uint32_t* turned) {
    const long width = packed_width(p), keys = packed_keys(p);
    if (straight) {
        for (long j = first; j < first + KeyTile; j++)
            for (long d = 0; d < width; d += 2 * Width) {
                const long given = j < p.keys ? p.width - d : 0;
                const float* const from = rows + j * stride + d;
                put_row(straight + (j * width + d) / 2, load_up_to(from, given), load_up_to(from + Width, given - Width));
            }
    }
    if (!turned) return;
    for (long j = first; j < first + KeyTile; j += 2 * Width)
        for (long d = 0; d < width; d += Width) {
            Vec block[Width];  // pairs of keys, one register for every two keys
            for (long r = 0; r < Width; r++) {
                Pair pairs[Width];
                const long at = j + 2 * r;
                put_pairs(pairs, load_up_to(rows + at * stride + d, at < p.keys ? p.width - d : 0),
                          load_up_to(rows + (at + 1) * stride + d, at + 1 < p.keys ? p.width - d : 0));
                memcpy(&block[r], pairs, sizeof pairs);
            }
            workbench::WORKBENCH_ISA::transpose(block);
            for (long r = 0; r < Width; r++) memcpy(turned + ((d + r) * keys + j) / 2, &block[r], sizeof block[r]);
        }
}

void forward_tile_bf16(const Problem& p, const PackedHead& head, long b, long h, long tile, const MutableView& out, float* logsumexp,
                       float* scratch) {
    const Queries queries(p, b, h, tile);
    const tile_units::Configured configured(head.units);
    const long width = head.width;
    float* mixed = scratch;                                               // [K, QueryTile]
    Pair* turned = reinterpret_cast<Pair*>(mixed + QueryTile * width);    // [K / 2, QueryTile]
    float* s = mixed + 3 * QueryTile * width / 2;                         // [KeyTile, QueryTile]: scores
    Pair* weights = reinterpret_cast<Pair*>(s + KeyTile * QueryTile);     // [KeyTile / 2, QueryTile]
    float* kept = s + 2 * KeyTile * QueryTile;                            // [KeyTile, QueryTile]
    float* highest = kept + KeyTile * QueryTile;                          // [QueryTile]
    float* sums = highest + QueryTile;
    float* inverse = sums + QueryTile;
    pack_turned(p.q, queries, width, p.scale, mixed, turned);
    memset(mixed, 0, size_t(width) * QueryTile * sizeof(float));
    for (long i = 0; i < QueryTile; i++) {
        highest[i] = -HUGE_VALF;
        sums[i] = 0;
    }
    for (long key = queries.from(); key < queries.to(); key += KeyTile) {
        const long rows = queries.to() - key < KeyTile ? queries.to() - key : KeyTile;
        const Seen seen = queries.seen(key, rows);
        if (seen == Seen::none) continue;
        const Blocks blocks(head, queries, key, rows);
        blocks.between(head.k, turned, s);
        queries.finish(s, key, rows, seen);
        if (p.drops) queries.factors(kept, key, rows);
        for (long i = 0; i < blocks.lanes; i += Width) {
            const long some = i < queries.lanes ? queries.rows_for(i, Width, key, rows) : 0;
            const Vec before = load(highest + i);
            Vec high = before;
            for (long j = 0; j < some; j++) high = max(high, load(s + j * QueryTile + i));
            const Vec base = subtrahend(high), factor = exp(before - base);
            Vec sum = load(sums + i) * factor;
            for (long j = 0; j < blocks.rows[i / Unit]; j += 2) {
                Vec two[2];
                for (long r = 0; r < 2; r++) {
                    const long at = (j + r) * QueryTile + i;
                    two[r] = j + r < some ? exp(load(s + at) - base) : broadcast(0);
                    sum = sum + two[r];
                    if (p.drops && j + r < some) two[r] = two[r] * load(kept + at);
                }
                put_pairs(weights + j / 2 * QueryTile + i, two[0], two[1]);
            }
            store(highest + i, high);
            store(sums + i, sum);
            if (changed(factor))
                for (long d = 0; d < p.width; d++) store(mixed + d * QueryTile + i, load(mixed + d * QueryTile + i) * factor);
        }
        blocks.into_queries(head.v_turned, weights, mixed);
    }
    for (long i = 0; i < queries.count; i++) {
        inverse[i] = sums[i] != 0 ? 1 / sums[i] : 0;
        logsumexp[(b * p.heads + h) * p.queries + queries.first + i] = highest[i] + logf(sums[i]);
    }
    unpack_turned(mixed, queries, inverse, out);
}

}  // namespace workbench::attention::WORKBENCH_ISA
