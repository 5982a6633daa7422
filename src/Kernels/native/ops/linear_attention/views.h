// Views of tensors for one sequence, given by key/value head g and batch index b.
#pragma once
#include <initializer_list>

#include "boundary.h"
#include "linear_attention.h"
#include "parallel.h"
#include "tensor.h"

namespace workbench::linear_attention {

constexpr long LongestSpan = 512;  // tokens between two states saved for backward

// Requires that a tensor has the given shape or is absent.
inline void require_shape(const Tensor& x, std::initializer_list<long> shape, const char* promise) {
    if (x.defined()) require(x.dim() == long(shape.size()) && std::equal(shape.begin(), shape.end(), x.shape), promise);
}

inline void require_sequences(const Tensor& q, const Tensor& k, const Tensor& v, int64_t chunk) {
    require(q.dim() == 5 && k.dim() == 4 && v.dim() == 4, "q, k and v have 5, 4 and 4 dimensions");
    require_shape(q, {k.size(0), q.size(1), k.size(1), k.size(2), k.size(3)}, "q is [G, R, B, T, F] where k is [G, B, T, F]");
    require_shape(v, {k.size(0), k.size(1), k.size(2), v.size(3)}, "v is [G, B, T, K] where k is [G, B, T, F]");
    require(chunk >= 1, "a chunk has at least 1 token");
}

// Rows of [G, R, B, T, n] or [G, B, T, n]; the last dimension is contiguous.
inline View view(const Tensor& x, long g, long b) {
    if (!x.defined()) return {};
    require(x.size(-1) <= 1 || x.stride(-1) == 1, "the last dimension is contiguous");
    auto* data = x.data();
    return x.dim() == 5 ? View{data + g * x.stride(0) + b * x.stride(2), x.stride(3), x.stride(1)}
                        : View{data + g * x.stride(0) + b * x.stride(1), x.stride(2), 0};
}

// A line of [G, B, T] with any strides.
inline Line line(const Tensor& x, long g, long b) {
    return x.defined() ? Line{x.data() + g * x.stride(0) + b * x.stride(1), x.stride(2)} : Line{};
}

}  // namespace workbench::linear_attention
