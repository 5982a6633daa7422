// The sequences of whole tensors, shared among threads.
#pragma once
#include <ATen/ATen.h>

#include <string>

namespace workbench::linear_attention {

// Undefined where absent. q [G, R, B, T, F], k [G, B, T, F], v [G, B, T, K], p [G, R, B, T, D], r [G, B, T, D], u, w [G, B, T], before [G, B],
// sums [G, B, F, K], normaliser [G, B, D].
struct Inputs {
    at::Tensor q, k, v, u, w, before, p, r, sums, normaliser;
    c10::optional<double> floor;  // none: no division
    int64_t chunk;
    bool elu;

    int64_t totals() const { return (p.defined() ? p : q).size(4); }
};

struct Outputs {
    at::Tensor out, sums, normaliser;  // the state after the last token; empty where it is not wanted
    at::Tensor total, states;          // for backward: den [G, R, B, T], the states before spans of tokens; empty where they are not wanted
};

// Gradients in the order of Inputs; undefined where the input is.
struct Gradients {
    at::Tensor q, k, v, u, w, before, p, r, sums, normaliser;
};

// Both throw where shapes, dtypes or values do not fit each other; `shaped` computes nothing.
Outputs shaped(const Inputs& inputs, bool moves, bool keeps);
Outputs forward(const Inputs& inputs, bool moves, bool keeps);

// `outputs` is what forward made with keeps, d_sums and d_normaliser may be undefined.
Gradients backward(const Inputs& inputs, const Outputs& outputs, const at::Tensor& d_out, const at::Tensor& d_sums, const at::Tensor& d_normaliser);

}  // namespace workbench::linear_attention
