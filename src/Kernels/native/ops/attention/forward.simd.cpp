// Idea: FlashAttention's online softmax (Dao et al. 2022, algorithm 1; Dao 2023) for a CPU. 64 queries stay in cache while tiles of 64 keys
// are streamed; scores are computed transposed (see scores.h). Sums and maxima have one lane per query; the outputs are rescaled only when
// a maximum has changed.
#include "scores.h"

namespace workbench::attention::WORKBENCH_ISA {

using namespace tiles;

void forward_tile(const Problem& p, long b, long h, long tile, const MutableView& out, float* logsumexp, float* scratch) {
    const Queries queries(p, b, h, tile);
    const long width = p.width, padded = rounded_up(width, 16), lanes = queries.lanes;
    float* turned = scratch;                          // [K, QueryTile]
    float* mixed = turned + QueryTile * padded;       // [QueryTile, K]
    float* s = mixed + QueryTile * padded;            // [KeyTile, QueryTile]
    float* kept = s + KeyTile * QueryTile;            // [KeyTile, QueryTile]
    float* highest = kept + KeyTile * QueryTile;      // [QueryTile]
    float* sums = highest + QueryTile;
    float* shrink = sums + QueryTile;
    transpose(p.q, b, h, queries.first, queries.count, width, p.scale, turned);
    for (long i = 0; i < QueryTile; i++) {
        highest[i] = -HUGE_VALF;
        sums[i] = 0;
    }
    bool begun = false;
    for (long key = queries.from(); key < queries.to(); key += KeyTile) {
        const long rows = queries.to() - key < KeyTile ? queries.to() - key : KeyTile;
        const Seen seen = queries.seen(key, rows);
        if (seen == Seen::none) continue;
        queries.between(p.k, key, rows, turned, s);
        queries.finish(s, key, rows, seen);
        for (long i = 0; i < lanes; i += Width) {
            const Vec before = load(highest + i);
            Vec high = before;
            const long some = queries.rows_for(i, Width, key, rows);
            for (long j = 0; j < some; j++) high = max(high, load(s + j * QueryTile + i));
            const Vec base = subtrahend(high);
            const Vec factor = exp(before - base);
            Vec sum = load(sums + i) * factor;
            for (long j = 0; j < some; j++) {
                const Vec weight = exp(load(s + j * QueryTile + i) - base);
                store(s + j * QueryTile + i, weight);
                sum = sum + weight;
            }
            for (long j = some; j < rows; j++) store(s + j * QueryTile + i, broadcast(0));
            store(highest + i, high);
            store(sums + i, sum);
            store(shrink + i, factor);
        }
        if (p.drops) {
            queries.factors(kept, key, rows);
            for (long j = 0; j < rows; j++)
                for (long i = 0; i < lanes; i += Width) {
                    float* at = s + j * QueryTile + i;
                    store(at, load(at) * load(kept + j * QueryTile + i));
                }
        }
        if (begun) {
            for (long i = 0; i < queries.count; i++) {
                if (shrink[i] == 1) continue;
                float* row = mixed + i * padded;
                for (long d = 0; d < padded; d += Width) store(row + d, load(row + d) * broadcast(shrink[i]));
            }
        }
        product(queries.count, width, rows, queries.by_query(s, key), p.v.row(b, queries.group(), key), p.v.token, mixed, padded, begun);
        begun = true;
    }
    for (long i = 0; i < queries.count; i++) {
        float* row = out.row(b, h, queries.first + i);
        const float inverse = begun && sums[i] != 0 ? 1 / sums[i] : 0;  // 0 for a query without visible keys
        for (long d = 0; d < width; d++) row[d] = begun && inverse != 0 ? mixed[i * padded + d] * inverse : 0;
        logsumexp[(b * p.heads + h) * p.queries + queries.first + i] = highest[i] + logf(sums[i]);
    }
}

}  // namespace workbench::attention::WORKBENCH_ISA
