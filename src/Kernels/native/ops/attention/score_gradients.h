// Gradients of the terms that are added to scores, from a tile of gradients of scores [KeyTile, QueryTile].
#pragma once
#include "scores.h"

namespace workbench::attention::WORKBENCH_ISA {
namespace tiles {

// Adds the score gradients of a tile to the gradients by distance; adjacent lanes map to adjacent distances.
static inline void add_bias_gradient(const Queries& queries, const float* ds, long key, long rows, float* d_bias) {
    for (long j = 0; j < rows; j++) {
        float* at = d_bias + queries.first - (key + j) + queries.p.keys - 1;
        for (long i = 0; i < queries.lanes; i += Width) {
            const Vec added = load(ds + j * QueryTile + i);
            if (i + Width <= queries.count) store(at + i, load(at + i) + added);
            else store_some(at + i, load_some(at + i, queries.count - i) + added, queries.count - i);
        }
    }
}

static inline void add_relative_gradient(const Queries& queries, const float* ds, long key, long rows, float* d_relative) {
    const Problem& p = queries.p;
    const long terms = 2 * p.clip + 1;
    for (long i = 0; i < queries.count; i++) {
        float* row = d_relative + ((queries.b * p.heads + queries.h) * p.queries + queries.first + i) * terms;
        for (long j = 0; j < rows; j++) {
            const long distance = key + j - queries.position(i);
            row[(distance < -p.clip ? -p.clip : distance > p.clip ? p.clip : distance) + p.clip] += ds[j * QueryTile + i];
        }
    }
}

// Adds both, where they are wanted.
static inline void add_term_gradients(const Queries& queries, const Gradients& g, const float* ds, long key, long rows) {
    const Problem& p = queries.p;
    if (g.d_bias) add_bias_gradient(queries, ds, key, rows, g.d_bias + (queries.b * p.heads + queries.h) * (p.queries + p.keys - 1));
    if (g.d_relative) add_relative_gradient(queries, ds, key, rows, g.d_relative);
}

}  // namespace tiles
}  // namespace workbench::attention::WORKBENCH_ISA
