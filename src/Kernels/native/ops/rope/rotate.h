// Rotation of whole tensors.
#pragma once
#include "tensor.h"

namespace workbench::rope {

// x [..., T, K] to y of its shape, which may be x itself, by the rows first ... first + T - 1 of the tables.
void rotate(const Tensor& x, const Tensor& cosine, const Tensor& sine, long first, bool interleaved, bool inverse, const Tensor& y);

}  // namespace workbench::rope
