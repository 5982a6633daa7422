// Sums over all rows (gradients of a weight or bias), bitwise identical for any number of threads. The rows are divided into blocks
// depending only on their number; each block has its own partial sums, which are added in order.
#pragma once
#include <algorithm>

#include "parallel.h"

namespace workbench {

struct RowBlocks {
    static constexpr long LeastRows = 16, Most = 64;

    long rows, block_rows, count;
    long stride;     // between the partial sums of consecutive blocks
    float* partial;  // [count, stride], thread-local; null if nothing is summed

    // Uses the slot of scratch() until total() has been called.
    RowBlocks(long rows, long summed, int slot)
        : rows(rows), block_rows(std::max(LeastRows, ceil_div(rows, Most))), count(ceil_div(rows, block_rows)),
          stride((summed + 15) / 16 * 16), partial(summed > 0 ? scratch(slot, size_t(count * stride)) : nullptr) {}

    // Calls body(begin row, end row, partial sums of the block, initialised to 0).
    template <class Body>
    void each(double work, const Body& body) const {
        each_task(count, work, [&](long block) {
            float* const sums = partial ? partial + block * stride : nullptr;
            if (sums) std::fill_n(sums, stride, 0.0f);
            body(block * block_rows, std::min(rows, (block + 1) * block_rows), sums);
        });
    }

    // out[i] = sum of the partial sums at first + i over all blocks
    void total(long first, long n, float* out) const {
        std::fill_n(out, n, 0.0f);
        for (long block = 0; block < count; block++) {
            const float* from = partial + block * stride + first;
            for (long i = 0; i < n; i++) out[i] += from[i];
        }
    }
};

}  // namespace workbench
