// Products with one row or one column. dnnl_sgemm splits such products along k over its threads, so its results depend on the number of
// threads; here every output is summed by one thread, in an order that depends only on k.
#pragma once
#include "isa.h"

namespace workbench::gemm {

// y[i * y_stride] = alpha * (row i of a) . x + beta * y[i * y_stride] for i in [begin, end); a row is contiguous, rows are a_row apart.
WORKBENCH_SIMD(void, rows_times_vector,
               (const float* a, long a_row, const float* x, long k, float alpha, float beta, float* y, long y_stride, long begin, long end))

// The same for contiguous columns, a_column apart.
WORKBENCH_SIMD(void, columns_times_vector,
               (const float* a, long a_column, const float* x, long k, float alpha, float beta, float* y, long y_stride, long begin,
                long end))

}  // namespace workbench::gemm
