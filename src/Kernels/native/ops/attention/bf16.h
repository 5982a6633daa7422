// Attention whose products have factors rounded to bfloat16, with float32 sums and softmax. Idea: scores stay transposed, [keys, queries], so
// that every factor arises in the layout in which it is multiplied, without a shuffle: weights and gradients of scores are pairs of adjacent
// keys for out and d_q, and pairs of adjacent queries for d_k and d_v. Keys and values are rounded once a call, in both layouts.
#pragma once
#include "attention.h"

// Dropout has no variant of its own for AVX512-BF16.
namespace workbench::philox {
namespace avx512_bf16 = avx512;
}

namespace workbench::attention {

// The keys and values of one key head, as pairs. Sizes are rounded up: S to `keys`, a multiple of KeyTile, and K to `width`, a multiple of 32;
// what is added is 0.
struct PackedHead {
    const uint32_t *k, *v;                // [keys, width / 2]
    const uint32_t *k_turned, *v_turned;  // [width, keys / 2]
    long keys, width;
    Bf16Units units;
};

static inline long packed_width(const Problem& p) { return rounded_up(p.width, 32); }
static inline long packed_keys(const Problem& p) { return rounded_up(p.keys, KeyTile); }

// Scratch size of one task, in floats.
static inline long forward_scratch_bf16(const Problem& p) {
    return 3 * QueryTile * packed_width(p) / 2 + 3 * QueryTile * KeyTile + 4 * QueryTile;
}
static inline long backward_scratch_bf16(const Problem& p) {
    return 3 * QueryTile * packed_width(p) + 5 * QueryTile * KeyTile + 4 * QueryTile;
}

// Packs rows [first, first + KeyTile) of a key head, which begin at `rows` and are `stride` apart: to `straight` [keys, width / 2] and to
// `turned` [width, keys / 2], where these are wanted.
WORKBENCH_BF16(void, pack_rows_bf16,
               (const Problem& p, const float* rows, long stride, long first, uint32_t* straight, uint32_t* turned))

// As forward_tile and backward_tile in attention.h; d_k and d_v are [keys, width].
WORKBENCH_BF16(void, forward_tile_bf16,
               (const Problem& p, const PackedHead& head, long b, long h, long tile, const MutableView& out, float* logsumexp,
                float* scratch))
WORKBENCH_BF16(void, backward_tile_bf16,
               (const Problem& p, const PackedHead& head, const Gradients& g, long b, long h, long tile, float* d_k, float* d_v,
                float* scratch))

}  // namespace workbench::attention
