// Tensors as the raw memory of one sequence, (g, b) of the key/value heads and the batch.
#pragma once
#include <ATen/ATen.h>

#include "linear_attention.h"
#include "tensor_rows.h"

namespace workbench::linear_attention {

constexpr long LongestSpan = 512;  // tokens between two states that backward keeps

inline View view(const at::Tensor& x, long g, long b) {
    if (!x.defined()) return {};
    auto* data = x.data_ptr<float>();
    return x.dim() == 5 ? View{data + g * x.stride(0) + b * x.stride(2), x.stride(3), x.stride(1)}
                        : View{data + g * x.stride(0) + b * x.stride(1), x.stride(2), 0};
}

inline Line line(const at::Tensor& x, long g, long b) {
    return x.defined() ? Line{x.data_ptr<float>() + g * x.stride(0) + b * x.stride(1), x.stride(2)} : Line{};
}

}  // namespace workbench::linear_attention
