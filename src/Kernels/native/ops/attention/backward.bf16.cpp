// The backward pass of bf16.h; backward.simd.cpp says the idea.
#include "bf16_tile.h"

namespace workbench::attention::WORKBENCH_ISA {

using namespace tiles;

void backward_tile_bf16(const Problem& p, const PackedHead& head, const Gradients& g, long b, long h, long tile, float* d_k, float* d_v,
                        float* scratch) {
    const Queries queries(p, b, h, tile);
    const tile_units::Configured configured(head.units);
    const long width = head.width, first = queries.first, count = queries.count, part = QueryTile * width / 2;
    float* d_q = scratch;                                                // [K, QueryTile], before the scale
    Pair* turned = reinterpret_cast<Pair*>(d_q + 2 * part);              // [K / 2, QueryTile]: scale q
    Pair* turned_out = turned + part;                                    // [K / 2, QueryTile]: d_out
    Pair* straight = turned_out + part;                                  // [QueryTile / 2, K]: scale q
    Pair* straight_out = straight + part;                                // [QueryTile / 2, K]: d_out
    float* s = d_q + 6 * part;                                           // [KeyTile, QueryTile]: scores
    float* ds = s + KeyTile * QueryTile;                                 // [KeyTile, QueryTile]: gradients of weights, then of scores
    float* kept = ds + KeyTile * QueryTile;                              // [KeyTile, QueryTile]
    Pair* weights = reinterpret_cast<Pair*>(kept + KeyTile * QueryTile); // [KeyTile, QueryTile / 2]: pairs of queries
    Pair* slopes = weights + KeyTile * QueryTile / 2;                    // [KeyTile, QueryTile / 2]: d_score, pairs of queries
    Pair* slopes_by_key = slopes + KeyTile * QueryTile / 2;              // [KeyTile / 2, QueryTile]: d_score, pairs of keys
    float* total = kept + KeyTile * QueryTile + 3 * KeyTile * QueryTile / 2;  // [QueryTile]: D
    float* logs = total + QueryTile;                                     // [QueryTile]
    pack_turned(p.q, queries, width, p.scale, d_q, turned);
    pack_turned(g.d_out, queries, width, 1, d_q, turned_out);
    pack_straight(p.q, queries, width, p.scale, straight);
    pack_straight(g.d_out, queries, width, 1, straight_out);
    memset(d_q, 0, size_t(2 * part) * sizeof(float));
    for (long i = 0; i < QueryTile; i++) {
        total[i] = logs[i] = 0;
        if (i >= count) continue;
        Vec sum = broadcast(0);
        for (long d = 0; d < p.width; d += Width)
            sum = fma(load_up_to(g.out.row(b, h, first + i) + d, p.width - d),
                      load_up_to(g.d_out.row(b, h, first + i) + d, p.width - d), sum);
        total[i] = workbench::WORKBENCH_ISA::sum(sum);
        logs[i] = g.logsumexp[(b * p.heads + h) * p.queries + first + i];
    }
    for (long key = queries.from(); key < queries.to(); key += KeyTile) {
        const long rows = queries.to() - key < KeyTile ? queries.to() - key : KeyTile;
        const Seen seen = queries.seen(key, rows);
        if (seen == Seen::none) continue;
        const Blocks blocks(head, queries, key, rows);
        blocks.between(head.k, turned, s);
        queries.finish(s, key, rows, seen);
        blocks.between(head.v, turned_out, ds);
        if (p.drops) queries.factors(kept, key, rows);
        // Two registers of queries and two keys at a time, because pairs run along both.
        for (long i = 0; i < blocks.lanes; i += 2 * Width) {
            for (long j = 0; j < blocks.rows[i / Unit]; j += 2) {
                Vec weight[2][2], slope[2][2];
                for (long r = 0; r < 2; r++)
                    for (long c = 0; c < 2; c++) {
                        const long lane = i + c * Width, at = (j + r) * QueryTile + lane;
                        const long some = lane < queries.lanes ? queries.rows_for(lane, Width, key, rows) : 0;
                        weight[r][c] = slope[r][c] = broadcast(0);
                        if (j + r < some) {
                            const Vec whole = exp(load(s + at) - subtrahend(load(logs + lane)));
                            const Vec factor = p.drops ? load(kept + at) : broadcast(1);
                            weight[r][c] = whole * factor;
                            slope[r][c] = whole * (load(ds + at) * factor - load(total + lane));
                        }
                        if (j + r < rows) store(ds + at, slope[r][c]);
                    }
                for (long r = 0; r < 2; r++) {
                    put_row(weights + ((j + r) * QueryTile + i) / 2, weight[r][0], weight[r][1]);
                    put_row(slopes + ((j + r) * QueryTile + i) / 2, slope[r][0], slope[r][1]);
                    put_pairs(slopes_by_key + j / 2 * QueryTile + i + r * Width, slope[0][r], slope[1][r]);
                }
            }
        }
        if (g.d_bias || g.d_relative) {
            // Blocks that were left out.
            for (long i = 0; i < blocks.lanes; i += Unit)
                for (long j = blocks.rows[i / Unit]; j < rows; j++) memset(ds + j * QueryTile + i, 0, Unit * sizeof(float));
            add_term_gradients(queries, g, ds, key, rows);
        }
        blocks.into_keys(weights, straight_out, d_v);
        blocks.into_keys(slopes, straight, d_k);
        blocks.into_queries(head.k_turned, slopes_by_key, d_q);
    }
    for (long i = 0; i < count; i++) logs[i] = p.scale;
    unpack_turned(d_q, queries, logs, g.d_q);
}

}  // namespace workbench::attention::WORKBENCH_ISA
