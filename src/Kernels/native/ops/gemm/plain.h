// The tensors that the gemm kernel takes: dense float32 on the CPU, and what they say is what lies in memory.
#pragma once
#include <ATen/ATen.h>

namespace workbench::gemm {

inline bool plain(const at::Tensor& t) {
    return t.scalar_type() == at::kFloat && t.device().is_cpu() && t.layout() == at::kStrided && !t.is_neg() && !t.is_conj() && !t.has_names() &&
           !t.is_quantized();
}

// Registers aten::linear.
void install_linear();

}  // namespace workbench::gemm
