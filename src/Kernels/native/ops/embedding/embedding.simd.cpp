// Rows are added in token order for every column, so the division into column ranges does not affect the sums.
#include "embedding.h"

#include "vector.h"

namespace workbench::embedding::WORKBENCH_ISA {

using namespace ::workbench::WORKBENCH_ISA;

void accumulate(const int64_t* slots, long count, const float* gradient, long leading, long begin, long end, float* out, long width) {
    const long whole = begin + (end - begin) / Width * Width, rest = end - whole;
    for (long i = 0; i < count; i++) {
        const int64_t slot = slots[i];
        if (slot < 0) continue;
        const float* from = gradient + i * leading;
        float* to = out + slot * width;
        for (long j = begin; j < whole; j += Width) store(to + j, load(to + j) + load(from + j));
        if (rest > 0) store_some(to + whole, load_some(to + whole, rest) + load_some(from + whole, rest), rest);
    }
}

}  // namespace workbench::embedding::WORKBENCH_ISA
