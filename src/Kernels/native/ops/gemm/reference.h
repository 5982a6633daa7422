// Reference implementation: c = alpha a b + beta c in double, rounded once.
#pragma once

namespace workbench::gemm {

// a [m, k], b [k, n], c [m, n]; strides in elements, 0 for expanded dimensions.
inline void reference(long m, long n, long k, float alpha, const float* a, long a_row, long a_column, const float* b, long b_row,
                      long b_column, float beta, float* c, long c_row, long c_column) {
    for (long i = 0; i < m; i++) {
        for (long j = 0; j < n; j++) {
            double sum = 0;
            for (long p = 0; p < k; p++) sum += double(a[i * a_row + p * a_column]) * double(b[p * b_row + j * b_column]);
            float& out = c[i * c_row + j * c_column];
            out = float(double(alpha) * sum + (beta == 0 ? 0.0 : double(beta) * double(out)));
        }
    }
}

}  // namespace workbench::gemm
