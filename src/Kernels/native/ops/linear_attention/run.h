// The sequences of whole tensors, shared among threads. C# has checked what users give, and hands over structs of these layouts.
#pragma once
#include "tensor.h"

namespace workbench::linear_attention {

// q [G, R, B, T, F], k [G, B, T, F], v [G, B, T, K], p [G, R, B, T, D], r [G, B, T, D] with contiguous rows; u, w [G, B, T]; before [G, B],
// sums [G, B, F, K], normaliser [G, B, D] contiguous. After v all may be absent: u, w and before together, p and r together, and sums and
// normaliser together, the latter only where there is a division. None of G, R, B, T is 0.
struct Inputs {
    Tensor q, k, v, u, w, before, p, r, sums, normaliser;
    double floor;  // 0: no division
    int64_t chunk, elu;

    bool divides() const { return floor > 0; }
    long totals() const { return (p.defined() ? p : q).size(4); }
};

// out [G, R, B, T, K] with contiguous rows. The state after the last token, sums and normaliser, is contiguous, and absent where it is not
// wanted. `kept` has as many floats as kept_size says; absent where there will be no backward pass.
struct Outputs {
    Tensor out, sums, normaliser, kept;
};

// In the order of Inputs, and of their shapes; each is there where the input is. q, k, v, p, r have contiguous rows, before, sums and
// normaliser are contiguous.
struct Gradients {
    Tensor q, k, v, u, w, before, p, r, sums, normaliser;
};

// What backward keeps of the forward pass, in floats: the states before spans of tokens, then den [G, R, B, T].
long kept_size(const Inputs& inputs);

void forward(const Inputs& inputs, const Outputs& made);

// `made` is what forward wrote: out where something is divided or weighted, sums and normaliser where pairs are weighted and the state's
// gradients, d_sums and d_normaliser, are there (both may be absent). d_out has contiguous rows, the other two are contiguous.
void backward(const Inputs& inputs, const Outputs& made, const Tensor& d_out, const Tensor& d_sums, const Tensor& d_normaliser,
              const Gradients& gradients);

}  // namespace workbench::linear_attention
