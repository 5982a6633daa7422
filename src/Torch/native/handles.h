// A tensor handle is a heap-allocated at::Tensor, as in TorchSharp; live handles are counted.
#pragma once

#include <ATen/ATen.h>
#include <atomic>

namespace wt {

extern std::atomic<int64_t> live_handles;

inline at::Tensor* own(at::Tensor tensor)
{
    auto* handle = new at::Tensor(std::move(tensor));
    live_handles.fetch_add(1, std::memory_order_relaxed);
    return handle;
}

// An undefined tensor (a gradient that does not exist) has no handle.
inline at::Tensor* own_if_defined(at::Tensor tensor)
{
    return tensor.defined() ? own(std::move(tensor)) : nullptr;
}

} // namespace wt
