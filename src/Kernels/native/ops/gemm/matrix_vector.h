// Products with one row or one column. dnnl_sgemm splits such products along k over its threads, so that its bits depend on their number;
// here every output is summed by one thread in an order that only k decides.
#pragma once
#include "isa.h"

namespace workbench::gemm {

// y[i * y_stride] = alpha * (row i of a) . x + beta * y[i * y_stride] for i in [begin, end); a row is contiguous, rows are a_row apart.
WORKBENCH_SIMD(void, rows_times_vector,
               (const float* a, long a_row, const float* x, long k, float alpha, float beta, float* y, long y_stride, long begin, long end))

// The same where the columns are contiguous, a_column apart.
WORKBENCH_SIMD(void, columns_times_vector,
               (const float* a, long a_column, const float* x, long k, float alpha, float beta, float* y, long y_stride, long begin,
                long end))

}  // namespace workbench::gemm
