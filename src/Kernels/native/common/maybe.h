// A tensor that may be missing: none in a schema, undefined in a kernel, null from C.
#pragma once
#include <ATen/ATen.h>

namespace workbench {

using MaybeTensor = c10::optional<at::Tensor>;

inline MaybeTensor maybe(const at::Tensor& t) { return t.defined() ? MaybeTensor(t) : c10::nullopt; }
inline MaybeTensor maybe(const at::Tensor* t) { return t ? MaybeTensor(*t) : c10::nullopt; }
inline at::Tensor given(const MaybeTensor& t) { return t ? *t : at::Tensor(); }
inline at::Tensor given(const at::Tensor* t) { return t ? *t : at::Tensor(); }

}  // namespace workbench
