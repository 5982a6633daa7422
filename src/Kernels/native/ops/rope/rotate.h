// Rotation of whole tensors, below autograd.
#pragma once
#include <ATen/ATen.h>

namespace workbench::rope {

// x [..., T, K] to y of its shape, which may be x itself and whose rows can be written as they lie, by tables whose first T rows are read.
void rotate(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine, bool interleaved, bool inverse, const at::Tensor& y);

}  // namespace workbench::rope
