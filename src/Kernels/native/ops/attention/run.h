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

// Throws where a shape, dtype or number does not fit.
void check(const Tensor& q, const Tensor& k, const Tensor& v, const Terms& terms);

// [B, T, heads, K] in memory, seen as [B, heads, T, K]: what the output projection reads is contiguous.
Tensor tokens_first(long batch, long heads, long tokens, long width, const at::TensorOptions& options);

// q [B, H, T, K], k and v [B, G, S, K] of any strides to out [B, H, T, K] and the logarithms of sums [B, H, T], which the backward pass needs.
std::tuple<Tensor, Tensor> attend(const Tensor& q, const Tensor& k, const Tensor& v, Terms terms);

struct Made {
    Tensor d_bias, d_relative;
};

// Writes d_q, d_k and d_v, of any strides with K contiguous, and makes the gradients of the terms that are wanted.
Made attend_backward(const Tensor& d_out, const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& out, const Tensor& logsumexp, Terms terms,
                     const Tensor& d_q, const Tensor& d_k, const Tensor& d_v, bool wants_bias, bool wants_relative);

}  // namespace workbench::attention
