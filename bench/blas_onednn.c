/* The products that libtorch asks of its BLAS, served by oneDNN: `./workbench bench` preloads this into PyTorch to have its toughest form as
   a peer. Fortran's matrices lie column by column, dnnl_sgemm's row by row: c = op(a) op(b) read by rows is c' = op(b)' op(a)', so the
   operands change places. Built at run time: gcc -O2 -shared -fPIC blas_onednn.c -ldnnl */
#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>
#include <stdlib.h>

/* How many products came here: the peer asks, to be sure that none went elsewhere. */
long workbench_onednn_products = 0;

static char letter(const char *transposed) { return *transposed == 'n' || *transposed == 'N' ? 'N' : 'T'; }

static void check(dnnl_status_t status) {
    __atomic_fetch_add(&workbench_onednn_products, 1, __ATOMIC_RELAXED);
    if (status == dnnl_success) return;
    fprintf(stderr, "dnnl_sgemm answered %d\n", (int)status);
    abort();
}

void sgemm_(const char *ta, const char *tb, const int *m, const int *n, const int *k, const float *alpha, const float *a, const int *lda,
            const float *b, const int *ldb, const float *beta, float *c, const int *ldc) {
    check(dnnl_sgemm(letter(tb), letter(ta), *n, *m, *k, *alpha, b, *ldb, a, *lda, *beta, c, *ldc));
}

/* y = alpha op(a) x + beta y: a matrix of one column whose rows lie an increment apart. Read by rows, a is transposed already. */
void sgemv_(const char *trans, const int *m, const int *n, const float *alpha, const float *a, const int *lda, const float *x,
            const int *incx, const float *beta, float *y, const int *incy) {
    const int plain = letter(trans) == 'N';
    check(dnnl_sgemm(plain ? 'T' : 'N', 'N', plain ? *m : *n, 1, plain ? *n : *m, *alpha, a, *lda, x, *incx, *beta, y, *incy));
}
