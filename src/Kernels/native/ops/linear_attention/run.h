// Causal linear attention on tensors, divided over threads. C# validates the user's arguments and passes structs with these layouts.
#pragma once
#include "tensor.h"

namespace workbench::linear_attention {

// q [G, R, B, T, F], k [G, B, T, F], v [G, B, T, K], p [G, R, B, T, D], r [G, B, T, D] with contiguous rows; u, w [G, B, T]; before [G, B],
// sums [G, B, F, K], normaliser [G, B, D] contiguous. All except q, k and v may be absent: u, w and before together, p and r together, and
// sums and normaliser together; the normaliser is present only with a division. None of G, R, B, T is 0.
struct Inputs {
    Tensor q, k, v, u, w, before, p, r, sums, normaliser;
    double floor;  // 0: no division
    int64_t chunk, elu;

    bool divides() const { return floor > 0; }
    long totals() const { return (p.defined() ? p : q).size(4); }
};

// out [G, R, B, T, K] with contiguous rows. The state after the last token, sums and normaliser, is contiguous, or absent if not requested.
// `kept` has kept_size floats; absent without a backward pass.
struct Outputs {
    Tensor out, sums, normaliser, kept;
};

// Gradients with the order and shapes of Inputs; each is present if the input is. q, k, v, p, r have contiguous rows; before, sums and
// normaliser are contiguous.
struct Gradients {
    Tensor q, k, v, u, w, before, p, r, sums, normaliser;
};

// Size of the data saved for backward, in floats: the states before spans of tokens, then den [G, R, B, T].
long kept_size(const Inputs& inputs);

void forward(const Inputs& inputs, const Outputs& made);

// `made` contains outputs of forward: out, needed with a division or weights; sums and normaliser, needed with weights if d_sums and
// d_normaliser, the gradients of the final state, are present (both may be absent). d_out has contiguous rows; d_sums and d_normaliser are
// contiguous.
void backward(const Inputs& inputs, const Outputs& made, const Tensor& d_out, const Tensor& d_sums, const Tensor& d_normaliser,
              const Gradients& gradients);

}  // namespace workbench::linear_attention
