// Tensors as the raw memory of one sequence, (g, b) of the key/value heads and the batch.
#pragma once
#include <ATen/ATen.h>

#include "linear_attention.h"
#include "tensor_rows.h"

namespace workbench::linear_attention {

constexpr long LongestSpan = 512;  // tokens between two states that backward keeps

// A tensor that is not wanted is empty.
inline at::Tensor allocated_if(bool wanted, at::IntArrayRef sizes, const at::TensorOptions& options) {
    return wanted ? at::empty(sizes, options) : at::empty({0}, options);
}

// Both throw where a tensor that is there is not float32 or does not have its shape; `op` is the operator's name.
inline void check_shape(const char* op, const at::Tensor& x, at::IntArrayRef shape, const char* what) {
    if (!x.defined()) return;
    TORCH_CHECK(x.scalar_type() == at::kFloat, "workbench::", op, " takes float32; ", what, " is ", x.scalar_type());
    TORCH_CHECK(x.sizes() == shape, "workbench::", op, ": ", what, " is ", x.sizes(), ", not ", shape);
}

inline void check_sequences(const char* op, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t chunk) {
    TORCH_CHECK(q.dim() == 5 && k.dim() == 4 && v.dim() == 4, "workbench::", op,
                " takes q [G, R, B, T, F], k [G, B, T, F], v [G, B, T, K]; they have ", q.dim(), ", ", k.dim(), " and ", v.dim(), " dimensions");
    check_shape(op, k, k.sizes(), "k");
    check_shape(op, q, {k.size(0), q.size(1), k.size(1), k.size(2), k.size(3)}, "q");
    check_shape(op, v, {k.size(0), k.size(1), k.size(2), v.size(3)}, "v");
    TORCH_CHECK(chunk >= 1, "workbench::", op, ": chunk = ", chunk, " is not at least 1");
}

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
