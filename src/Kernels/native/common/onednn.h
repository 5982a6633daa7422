// oneDNN's product of float32 matrices with contiguous rows, as one thread's task.
#pragma once
#include <dnnl.h>
#include <omp.h>

#include <stdexcept>
#include <string>

namespace workbench {

// oneDNN asks OpenMP for the number of threads; outside a parallel region it must be told that there is one.
class OneThread {
    int before_ = omp_get_max_threads();

public:
    OneThread() { if (before_ != 1) omp_set_num_threads(1); }
    ~OneThread() { if (before_ != 1) omp_set_num_threads(before_); }
};

// c [m, n] = alpha a b + beta c, where a is stored transposed if turn_a, and b if turn_b.
inline void multiply(bool turn_a, bool turn_b, long m, long n, long k, float alpha, const float* a, long lda, const float* b, long ldb, float beta,
                     float* c, long ldc) {
    const auto status = dnnl_sgemm(turn_a ? 'T' : 'N', turn_b ? 'T' : 'N', m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    if (status != dnnl_success) throw std::runtime_error("oneDNN refused a matrix product, status " + std::to_string(int(status)));
}

}  // namespace workbench
