// Sums over all rows (the gradients of a weight or a bias that every row shares) with the same bits at any number of threads: the rows are
// cut into blocks by their number alone, each block adds up in a row of its own, and these are added in their order.
#pragma once
#include <algorithm>

#include "parallel.h"

namespace workbench {

struct RowBlocks {
    static constexpr long LeastRows = 16, Most = 64;

    long rows, block_rows, count;
    long stride;     // between the blocks' sums
    float* partial;  // [count, stride], of this thread's own; null where nothing is summed

    // The slot of scratch() is in use until the sums have been taken.
    RowBlocks(long rows, long summed, int slot)
        : rows(rows), block_rows(std::max(LeastRows, ceil_div(rows, Most))), count(ceil_div(rows, block_rows)),
          stride((summed + 15) / 16 * 16), partial(summed > 0 ? scratch(slot, size_t(count * stride)) : nullptr) {}

    // body(first row, row after the last, the block's sums, which are 0 at first)
    template <class Body>
    void each(double work, const Body& body) const {
        each_task(count, work, [&](long block) {
            float* const sums = partial ? partial + block * stride : nullptr;
            if (sums) std::fill_n(sums, stride, 0.0f);
            body(block * block_rows, std::min(rows, (block + 1) * block_rows), sums);
        });
    }

    // out[i] = the sum of what the blocks have at first + i
    void total(long first, long n, float* out) const {
        std::fill_n(out, n, 0.0f);
        for (long block = 0; block < count; block++) {
            const float* from = partial + block * stride + first;
            for (long i = 0; i < n; i++) out[i] += from[i];
        }
    }
};

}  // namespace workbench
