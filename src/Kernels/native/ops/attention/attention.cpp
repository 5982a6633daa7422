// Exported functions of attention with separate queries, keys and values; self_attention.cpp has the packed form. Idea: one call computes
// scores, bias, mask, softmax, dropout and the weighted sum, in memory linear in T. Measured: docs/kernels.md.
#include "boundary.h"
#include "run.h"

using workbench::Tensor;
using namespace workbench::attention;

WORKBENCH_EXPORT const char* workbench_attention(const Tensor* q, const Tensor* k, const Tensor* v, const Terms* terms, const Tensor* out,
                                                 const Tensor* logsumexp) {
    return workbench::guarded([&] { attend(*q, *k, *v, *terms, *out, *logsumexp); });
}

WORKBENCH_EXPORT const char* workbench_attention_backward(const Tensor* q, const Tensor* k, const Tensor* v, const Terms* terms,
                                                          const Backward* backward, const Tensor* d_q, const Tensor* d_k,
                                                          const Tensor* d_v) {
    return workbench::guarded([&] { attend_backward(*q, *k, *v, *terms, *backward, *d_q, *d_k, *d_v); });
}
