// Replacement of libtorch's float32 matrix products. libtorch calls four BLAS functions (of the contained MKL) for them, and handles
// everything else itself (shapes, dtypes, copies of other layouts, gradients). On processors on which MKL is slow, the functions in this
// file replace the four.
#include <atomic>
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <string.h>

#include <algorithm>

#include "bf16.h"
#include "blas.h"
#include "boundary.h"
#include "isa.h"
#include "product.h"
#include "profile.h"
#include "redirect.h"
#include "tensor.h"

namespace workbench::gemm {
namespace {

struct Library {
    Sgemm* sgemm = nullptr;
    Sgemv* sgemv = nullptr;
    Sdot* sdot = nullptr;
    SgemmBatch* sgemm_batch = nullptr;
};

Library& library() {
    static Library value;
    return value;
}

std::atomic<bool> own{false};

bool is_transposed(char given) { return given != 'N' && given != 'n'; }
constexpr int ByColumns = 102, NotTransposed = 111;  // CBLAS

// A column-major matrix is a transposed row-major matrix: c' = b' a'.
void sgemm(const char* a_transposed, const char* b_transposed, const int* m, const int* n, const int* k, const float* alpha, const float* a,
           const int* a_leading, const float* b, const int* b_leading, const float* beta, float* c, const int* c_leading) noexcept {
    if (!own.load(std::memory_order_relaxed))
        return library().sgemm(a_transposed, b_transposed, m, n, k, alpha, a, a_leading, b, b_leading, beta, c, c_leading);
    product(*n, *m, *k, *alpha, {b, *b_leading, is_transposed(*b_transposed)}, {a, *a_leading, is_transposed(*a_transposed)}, *beta, c,
            *c_leading);
}

void sgemm_batch(int layout, const int* a_transposed, const int* b_transposed, const int* m, const int* n, const int* k, const float* alpha,
                 const float** a, const int* a_leading, const float** b, const int* b_leading, const float* beta, float** c,
                 const int* c_leading, int groups, const int* group_size) noexcept {
    if (layout != ByColumns || !own.load(std::memory_order_relaxed))
        return library().sgemm_batch(layout, a_transposed, b_transposed, m, n, k, alpha, a, a_leading, b, b_leading, beta, c, c_leading,
                                     groups, group_size);
    for (int g = 0; g < groups; g++) {
        products(group_size[g], n[g], m[g], k[g], alpha[g], b, {nullptr, b_leading[g], b_transposed[g] != NotTransposed}, a,
                 {nullptr, a_leading[g], a_transposed[g] != NotTransposed}, beta[g], c, c_leading[g]);
        a += group_size[g];
        b += group_size[g];
        c += group_size[g];
    }
}

void sgemv(const char* transposed, const int* m, const int* n, const float* alpha, const float* a, const int* a_leading, const float* x,
           const int* x_step, const float* beta, float* y, const int* y_step) noexcept {
    if (!own.load(std::memory_order_relaxed) || *x_step <= 0 || *y_step <= 0)
        return library().sgemv(transposed, m, n, alpha, a, a_leading, x, x_step, beta, y, y_step);
    const bool across = is_transposed(*transposed);
    matrix_times_vector(across ? *n : *m, across ? *m : *n, *alpha, {a, *a_leading, !across}, x, *x_step, *beta, y, *y_step);
}

float sdot(const int* n, const float* x, const int* x_step, const float* y, const int* y_step) noexcept {
    if (!own.load(std::memory_order_relaxed) || *x_step <= 0 || *y_step <= 0) return library().sdot(n, x, x_step, y, y_step);
    return dot(*n, x, *x_step, y, *y_step);
}

// libtorch's BLAS functions, passed by C#.
struct Found {
    Sgemm* sgemm;
    Sgemv* sgemv;
    Sdot* sdot;
    SgemmBatch* sgemm_batch;
};

Matrix matrix(const Tensor& t) {
    const bool transposed = t.stride(1) != 1 && t.size(1) > 1;
    require(!transposed || t.stride(0) == 1 || t.size(0) <= 1, "a dimension of a factor is contiguous");
    return {t.data(), transposed ? t.stride(1) : t.stride(0), transposed};
}

void check_shapes(const Tensor& a, const Tensor& b, const Tensor& c) {
    require(a.size(1) == b.size(0) && a.size(0) == c.size(0) && b.size(1) == c.size(1) && (c.stride(1) == 1 || c.size(1) <= 1),
            "shapes fit, and rows of the result are contiguous");
}

}  // namespace

void chosen_product(long m, long n, long k, Matrix a, Matrix b, float beta, float* c, long c_leading, const float* added) {
    if (own.load(std::memory_order_relaxed) || !library().sgemm) return product(m, n, k, 1, a, b, beta, c, c_leading, added);
    const Timed timed("products");
    if (m == 0 || n == 0) return;
    if (added) {
        require(beta == 0, "a row is added to a new product");
        for (long i = 0; i < m; i++) std::copy_n(added, n, c + i * c_leading);
        beta = 1;
    }
    const int rows = int(m), columns = int(n), depth = int(k), a_leading = int(a.leading), b_leading = int(b.leading), leading = int(c_leading);
    const float one = 1;
    library().sgemm(b.transposed ? "T" : "N", a.transposed ? "T" : "N", &columns, &rows, &depth, &one, b.data, &b_leading, a.data, &a_leading,
                    &beta, c, &leading);
}

}  // namespace workbench::gemm

using namespace workbench;
using namespace workbench::gemm;

// Whether MKL's products are slow on this processor: MKL uses its fastest variants only on Intel processors.
WORKBENCH_EXPORT int workbench_gemm_pays() {
#if defined(__x86_64__)
    unsigned leaf, vendor[3];
    if (instruction_set() == InstructionSet::scalar || !__get_cpuid(0, &leaf, &vendor[0], &vendor[2], &vendor[1])) return 0;
    return memcmp(vendor, "GenuineIntel", sizeof vendor) != 0;
#else
    return 0;
#endif
}

// Sets libtorch's BLAS functions, which compute the products while the kernel is off.
WORKBENCH_EXPORT const char* workbench_gemm_found(const Found* found) {
    return guarded([&] { library() = {found->sgemm, found->sgemv, found->sdot, found->sgemm_batch}; });
}

// Redirects libtorch's BLAS calls to the kernel's functions, which forward to the original ones until workbench_gemm_use. `within` is an
// address in libtorch.
WORKBENCH_EXPORT const char* workbench_gemm_install(const void* within) {
    return guarded([&] {
        const bool all = redirect(within, "sgemm_", reinterpret_cast<const void*>(&gemm::sgemm)) &&
                         redirect(within, "sgemv_", reinterpret_cast<const void*>(&gemm::sgemv)) &&
                         redirect(within, "sdot_", reinterpret_cast<const void*>(&gemm::sdot)) &&
                         redirect(within, "cblas_sgemm_batch", reinterpret_cast<const void*>(&gemm::sgemm_batch));
        if (!all) throw std::runtime_error("this libtorch does not call sgemm_, sgemv_, sdot_ and cblas_sgemm_batch by its table");
    });
}

// Turns the kernel on (1) or off (0).
WORKBENCH_EXPORT void workbench_gemm_use(int yes) { own.store(yes != 0, std::memory_order_relaxed); }

// c = alpha a b + beta c for matrices with one contiguous dimension and a row-major c. For tests and measurements.
WORKBENCH_EXPORT const char* workbench_gemm_product(const Tensor* a, const Tensor* b, const Tensor* c, float alpha, float beta) {
    return guarded([&] {
        check_shapes(*a, *b, *c);
        product(c->size(0), c->size(1), a->size(1), alpha, matrix(*a), matrix(*b), beta, c->data(), c->stride(0));
    });
}

// c = a b + beta c with the numbers of a and b rounded to bfloat16.
WORKBENCH_EXPORT const char* workbench_bf16_product(const Tensor* a, const Tensor* b, const Tensor* c, float beta) {
    return guarded([&] {
        check_shapes(*a, *b, *c);
        bf16_product(c->size(0), c->size(1), a->size(1), matrix(*a), matrix(*b), beta, c->data(), c->stride(0));
    });
}
