// softmax(scale q k^T + bias, over the visible keys) v, tile by tile, without a matrix of queries x keys. Legend: B batch, H query heads, G
// key/value heads (query head h uses key head h / (H / G)), T queries, S keys, K head width.
#pragma once
#include <stdint.h>

#include "isa.h"
#include "../philox/philox.h"

namespace workbench::attention {

// A strided view of [B, heads, tokens, K] with contiguous K; strides in elements.
struct View {
    const float* data;
    long batch, head, token;

    const float* row(long b, long h, long t) const { return data + b * batch + h * head + t * token; }
};

struct MutableView {
    float* data;
    long batch, head, token;

    float* row(long b, long h, long t) const { return data + b * batch + h * head + t * token; }
};

// Arguments common to the forward and the backward pass.
struct Problem {
    long batch, heads, groups, queries, keys, width;
    View q, k, v;
    float scale;

    // Query i is at position i + offset among the keys. Key j is visible if it is not padding and (j < prefix, or (not causal or j <= i +
    // offset) and (no window or |i + offset - j| < window)).
    bool causal;
    long offset, window;
    const int64_t* prefix;   // [B] or null
    const bool* padding;     // [B, S], true for keys to ignore; or null

    // Added to the scaled score of (i, j): bias[h][i - j + S - 1], one value per distance.
    const float* bias;       // [H, T + S - 1] or null
    // Also added: relative[b][h][i][c], where c is the distance j - (i + offset) clipped to [-clip, clip], plus clip.
    const float* relative;   // [B, H, T, 2 clip + 1] or null
    long clip;

    // Dropout: a weight is dropped if its random word is below the threshold, otherwise multiplied by kept. Uses element ((h R + first_row +
    // b) T + i) S + j of the stream, where R (batch_rows) is the size of the batch that these rows belong to.
    bool drops;
    philox::Stream stream;
    uint64_t threshold;
    float kept;
    long first_row, batch_rows;

    // Whether the factors of products are rounded to bfloat16 (bf16.h).
    bool bf16;

    long shared() const { return heads / groups; }
};

struct Gradients {
    View out, d_out;
    const float* logsumexp;  // [B, H, T]
    MutableView d_q, d_k, d_v;
    float* d_bias;           // [B, H, T + S - 1], zeroed; or null
    float* d_relative;       // like relative, zeroed; or null
};

constexpr long QueryTile = 64, KeyTile = 64;

static inline long rounded_up(long n, long to) { return (n + to - 1) / to * to; }

// Scratch size of one task, in floats.
static inline long forward_scratch(const Problem& p) {
    return 2 * QueryTile * rounded_up(p.width, 16) + 2 * QueryTile * KeyTile + 8 * QueryTile;
}
static inline long backward_scratch(const Problem& p) {
    return 4 * QueryTile * rounded_up(p.width, 16) + 3 * QueryTile * KeyTile + 8 * QueryTile;
}

// Forward pass of one tile of queries of one head: writes rows of out (contiguous K) and their log-sum-exp.
WORKBENCH_SIMD(void, forward_tile, (const Problem& p, long b, long h, long tile, const MutableView& out, float* logsumexp, float* scratch))

// Backward pass of one tile of queries of one head: writes d_q of these rows, and adds to d_k and d_v [S, K], which are contiguous.
WORKBENCH_SIMD(void, backward_tile, (const Problem& p, const Gradients& g, long b, long h, long tile, float* d_k, float* d_v, float* scratch))

// Forward pass of a single query against keys [first, last) of its head; returns the unnormalised out [K], the highest score, and the sum
// of weights.
WORKBENCH_SIMD(void, decode_row, (const Problem& p, long b, long h, long i, long first, long last, float* out, float* highest, float* sum, float* scratch))

}  // namespace workbench::attention
