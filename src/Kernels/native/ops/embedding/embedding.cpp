// The gradient of an embedding lookup. Idea: rows of the gradient are added in token order, by tasks that own disjoint columns of the
// result, so that tasks have equal work for any distribution of tokens and never write to the same element. The lookup itself is
// libtorch's; a separate kernel was not faster. Measured: docs/kernels.md.
#include "embedding.h"

#include "tensor_rows.h"

namespace workbench::embedding {
namespace {

constexpr long TaskColumns = 64;

void add_up(const int64_t* slots, const Tensor& gradient, const Tensor& out) {
    const auto kernel = WORKBENCH_VARIANTS(accumulate).chosen();
    const long count = gradient.size(0), width = gradient.size(1);
    require(width <= 1 || gradient.stride(1) == 1, "the last dimension is contiguous");
    each_task(ceil_div(width, TaskColumns), double(count) * width, [&](long task) {
        const long begin = task * TaskColumns;
        kernel(slots, count, gradient.data(), gradient.stride(0), begin, std::min(width, begin + TaskColumns), out.data(), width);
    });
}

}  // namespace
}  // namespace workbench::embedding

using workbench::Tensor;

// Adds row i of gradient [N, D] to row slots[i] of out [*, D], which is contiguous; skips negative slots.
WORKBENCH_EXPORT const char* workbench_embedding_gradient(const int64_t* slots, const Tensor* gradient, const Tensor* out) {
    return workbench::guarded([&] { workbench::embedding::add_up(slots, *gradient, *out); });
}
