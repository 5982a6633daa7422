// Exported functions of causal linear attention. Idea: see forward.simd.cpp (chunks), backward.simd.cpp, sequences.h (tasks and memory).
// Measured: docs/kernels.md.
#include "boundary.h"
#include "run.h"

using namespace workbench;
using namespace workbench::linear_attention;

// *count: size of Outputs::kept in floats.
WORKBENCH_EXPORT const char* workbench_linear_attention_kept(const Inputs* inputs, int64_t* count) {
    return guarded([&] { *count = kept_size(*inputs); });
}

WORKBENCH_EXPORT const char* workbench_linear_attention(const Inputs* inputs, const Outputs* outputs) {
    return guarded([&] { forward(*inputs, *outputs); });
}

WORKBENCH_EXPORT const char* workbench_linear_attention_backward(const Inputs* inputs, const Outputs* outputs, const Tensor* d_out,
                                                                 const Tensor* d_sums, const Tensor* d_normaliser,
                                                                 const Gradients* gradients) {
    return guarded([&] { backward(*inputs, *outputs, *d_out, *d_sums, *d_normaliser, *gradients); });
}
