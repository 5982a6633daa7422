// Idea: recompute the weights from the saved log-sum-exp (Dao et al. 2022, algorithm 4), one tile of queries against all its keys, so that
// d_q stays in cache and each task needs one pair of [S, K] buffers for d_k and d_v. With D_i = sum over d of d_out * out, which equals the
// sum over keys of weight * d_weight: d_score = weight (d_weight - D).
#include "score_gradients.h"

namespace workbench::attention::WORKBENCH_ISA {

using namespace tiles;

void backward_tile(const Problem& p, const Gradients& g, long b, long h, long tile, float* d_k, float* d_v, float* scratch) {
    const Queries queries(p, b, h, tile);
    const long width = p.width, padded = rounded_up(width, 16), lanes = queries.lanes, first = queries.first, count = queries.count;
    float* turned = scratch;                              // [K, QueryTile]: scale q
    float* turned_out = turned + QueryTile * padded;      // [K, QueryTile]: d_out
    float* scaled = turned_out + QueryTile * padded;      // [QueryTile, K]: scale q
    float* d_q = scaled + QueryTile * padded;             // [QueryTile, K], before the scale
    float* s = d_q + QueryTile * padded;                  // [KeyTile, QueryTile]: weights
    float* ds = s + KeyTile * QueryTile;                  // [KeyTile, QueryTile]: gradients of weights, then of scores
    float* kept = ds + KeyTile * QueryTile;               // [KeyTile, QueryTile]
    float* total = kept + KeyTile * QueryTile;            // [QueryTile]: D
    float* logs = total + QueryTile;                      // [QueryTile]
    transpose(p.q, b, h, first, count, width, p.scale, turned);
    transpose(g.d_out, b, h, first, count, width, 1, turned_out);
    for (long i = 0; i < QueryTile; i++) {
        total[i] = logs[i] = 0;
        if (i >= count) continue;
        const float* q = p.q.row(b, h, first + i);
        const float* out = g.out.row(b, h, first + i);
        const float* d_out = g.d_out.row(b, h, first + i);
        Vec sum = broadcast(0);
        for (long d = 0; d < width; d += Width) {
            const long rest = width - d < Width ? width - d : Width;
            sum = fma(load_some(out + d, rest), load_some(d_out + d, rest), sum);
            store_some(scaled + i * padded + d, load_some(q + d, rest) * broadcast(p.scale), rest);
        }
        total[i] = workbench::WORKBENCH_ISA::sum(sum);
        logs[i] = g.logsumexp[(b * p.heads + h) * p.queries + first + i];
    }
    bool begun = false;
    for (long key = queries.from(); key < queries.to(); key += KeyTile) {
        const long rows = queries.to() - key < KeyTile ? queries.to() - key : KeyTile;
        const Seen seen = queries.seen(key, rows);
        if (seen == Seen::none) continue;
        const float* k = p.k.row(b, queries.group(), key);
        queries.between(p.k, key, rows, turned, s);
        queries.finish(s, key, rows, seen);
        queries.between(p.v, key, rows, turned_out, ds);
        if (p.drops) queries.factors(kept, key, rows);
        for (long i = 0; i < lanes; i += Width) {
            const Vec base = subtrahend(load(logs + i)), mean = load(total + i);
            const long some = queries.rows_for(i, Width, key, rows);
            for (long j = 0; j < some; j++) {
                const long at = j * QueryTile + i;
                const Vec weight = exp(load(s + at) - base);
                Vec d_weight = load(ds + at);
                if (p.drops) {
                    const Vec factor = load(kept + at);
                    d_weight = d_weight * factor;
                    store(s + at, weight * factor);
                } else {
                    store(s + at, weight);
                }
                store(ds + at, weight * (d_weight - mean));
            }
            for (long j = some; j < rows; j++) {
                store(s + j * QueryTile + i, broadcast(0));
                store(ds + j * QueryTile + i, broadcast(0));
            }
        }
        product(rows, width, count, queries.by_key(s, key), g.d_out.row(b, h, first), g.d_out.token, d_v + key * width, width, true);
        product(rows, width, count, queries.by_key(ds, key), scaled, padded, d_k + key * width, width, true);
        product(count, width, rows, queries.by_query(ds, key), k, p.k.token, d_q, padded, begun);
        add_term_gradients(queries, g, ds, key, rows);
        begun = true;
    }
    for (long i = 0; i < count; i++) {
        float* row = g.d_q.row(b, h, first + i);
        for (long d = 0; d < width; d++) row[d] = begun ? d_q[i * padded + d] * p.scale : 0;
    }
}

}  // namespace workbench::attention::WORKBENCH_ISA
