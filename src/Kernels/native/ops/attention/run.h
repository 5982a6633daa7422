// Attention on tensors: what the exported functions call. C# has checked shapes and types; K is contiguous in every tensor of heads.
#pragma once
#include "tensor.h"

namespace workbench::attention {

// Everything but q, k and v, as C# hands it over. A tensor that is there is contiguous.
struct Terms {
    Tensor prefix;    // [B] int64
    Tensor padding;   // [B, S] bool
    Tensor bias;      // [H, T + S - 1]
    Tensor relative;  // [B, H, T, 2 clip + 1]
    double scale, dropout;
    int64_t causal, window, seed, role, step;
};

// What the backward pass reads beside the operands of the forward pass, and the gradients of terms, which are written where they are there.
struct Backward {
    Tensor out, logsumexp, d_out;  // [B, H, T, K], [B, H, T], [B, H, T, K]
    Tensor d_bias, d_relative;     // like bias and relative
};

// q [B, H, T, K], k and v [B, G, S, K] to out [B, H, T, K] and the logarithms of sums [B, H, T], which the backward pass needs.
void attend(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms, const Tensor& out, const Tensor& logsumexp);

// Writes all of d_q, d_k and d_v, like q, k and v.
void attend_backward(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms, const Backward& backward, const Tensor& d_q,
                     const Tensor& d_k, const Tensor& d_v);

}  // namespace workbench::attention
