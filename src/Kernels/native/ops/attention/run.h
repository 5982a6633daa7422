// Attention on tensors, called by the exported functions. C# has validated shapes and types; K is contiguous in every tensor with a head
// dimension.
#pragma once
#include "tensor.h"

namespace workbench::attention {

// All arguments except q, k and v, as passed by C#. Tensors are contiguous or absent.
struct Terms {
    Tensor prefix;    // [B] int64
    Tensor padding;   // [B, S] bool
    Tensor bias;      // [H, T + S - 1]
    Tensor relative;  // [B, H, T, 2 clip + 1]
    double scale, dropout;
    int64_t causal, window, seed, role, step, first_row, batch_rows, bf16;
};

// Additional inputs of the backward pass, and the gradients of the terms, which are written if present.
struct Backward {
    Tensor out, logsumexp, d_out;  // [B, H, T, K], [B, H, T], [B, H, T, K]
    Tensor d_bias, d_relative;     // like bias and relative
};

// Computes out [B, H, T, K] and the log-sum-exp [B, H, T] for the backward pass from q [B, H, T, K], k and v [B, G, S, K].
void attend(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms, const Tensor& out, const Tensor& logsumexp);

// Overwrites d_q, d_k and d_v, which have the shapes of q, k and v.
void attend_backward(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms, const Backward& backward, const Tensor& d_q,
                     const Tensor& d_k, const Tensor& d_v);

}  // namespace workbench::attention
