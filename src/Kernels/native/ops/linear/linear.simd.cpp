#include "linear.h"

#include "lanes.h"

namespace workbench::linear::WORKBENCH_ISA {

using namespace ::workbench::WORKBENCH_ISA;

// Column by column of registers, so that the sums stay in registers.
void add_rows(const float* from, long rows, long width, float* sums) {
    across(width, [&](auto lanes, long j, int) WORKBENCH_INLINE {
        Vec sum = lanes.get(sums + j);
        for (long r = 0; r < rows; r++) sum = sum + lanes.get(from + r * width + j);
        lanes.put(sums + j, sum);
    });
}

}  // namespace workbench::linear::WORKBENCH_ISA
