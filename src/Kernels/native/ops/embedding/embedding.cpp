// The gradient of a lookup. Idea: the gradient's rows are added up in the order of the tokens, by tasks that own some columns of the
// result: however often a token occurs, the tasks have the same work, and no two write to one number. The lookup itself is libtorch's: a
// copy of our own was no faster. Measured: docs/kernels.md.
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

// Row i of gradient [N, D] is added to row slots[i] of out [*, D], which is contiguous; to none where the slot is negative.
WORKBENCH_EXPORT const char* workbench_embedding_gradient(const int64_t* slots, const Tensor* gradient, const Tensor* out) {
    return workbench::guarded([&] { workbench::embedding::add_up(slots, *gradient, *out); });
}
