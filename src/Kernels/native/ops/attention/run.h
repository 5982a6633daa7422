// Attention on tensors, below autograd: what the operators call.
#pragma once
#include <ATen/ATen.h>

#include <tuple>

namespace workbench::attention {

using at::Tensor;

// Everything but q, k and v. Tensors may be undefined.
struct Terms {
    double scale;
    bool causal;
    int64_t window;
    Tensor prefix, padding, bias, relative;
    double dropout;
    int64_t seed, role, step;
};

// [B, T, heads, K] in memory, seen as [B, heads, T, K]: what the output projection reads is contiguous.
Tensor tokens_first(long batch, long heads, long tokens, long width, const at::TensorOptions& options);

// The results of attend, without their numbers. Throws where a shape, dtype or number does not fit.
std::tuple<Tensor, Tensor> shaped(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms);

// q [B, H, T, K], k and v [B, G, S, K] of any strides to out [B, H, T, K] and the logarithms of sums [B, H, T], which the backward pass needs.
std::tuple<Tensor, Tensor> attend(const Tensor& q, const Tensor& k, const Tensor& v, Terms terms);

// What the backward pass needs beside q, k and v, and which terms it gives gradients.
struct Kept {
    Tensor out, logsumexp;
    Terms terms;
    bool wants_bias, wants_relative;
};

// Writes d_q, d_k and d_v, of any strides with K contiguous, and makes the gradients of bias and relative terms; undefined where not wanted.
std::tuple<Tensor, Tensor> attend_backward(const Tensor& d_out, const Tensor& q, const Tensor& k, const Tensor& v, Kept kept, const Tensor& d_q,
                                           const Tensor& d_k, const Tensor& d_v);

}  // namespace workbench::attention
