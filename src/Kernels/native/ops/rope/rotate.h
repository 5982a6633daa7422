// Rotation of tensors.
#pragma once
#include "tensor.h"

namespace workbench::rope {

// Rotates x [..., T, K] to y, which has the shape of x and may be x itself, by rows first ... first + T - 1 of the tables.
void rotate(const Tensor& x, const Tensor& cosine, const Tensor& sine, long first, bool interleaved, bool inverse, const Tensor& y);

}  // namespace workbench::rope
