// Idea: a block of c stays in registers (6 x 4, or 6 x 2 if there are only 16 registers) over all of k; one load of b serves six rows.
#include "tile.h"

namespace workbench::linear_attention::WORKBENCH_ISA::tile {
namespace {

constexpr long Rows = 6, Vectors = Width == 16 ? 4 : 2;

// Rows i ... i + R - 1, N registers from column j.
template <long R, long N, Reach reach>
inline void block(long i, long j, long k, Left a, Right b, Into c) {
    Vec sums[R][N];
#pragma GCC unroll 6
    for (long r = 0; r < R; r++)
#pragma GCC unroll 4
        for (long n = 0; n < N; n++) sums[r][n] = Vec{};
    const float* left = a.data + i * a.row;
    const float* right = b.data + j;
    if (reach == Reach::From) {
#pragma GCC unroll 6
        for (long p = 0; p < R; p++) {
#pragma GCC unroll 6
            for (long r = 0; r <= p; r++)
#pragma GCC unroll 4
                for (long n = 0; n < N; n++)
                    sums[r][n] = fma(broadcast(left[r * a.row + (i + p) * a.step]), load(right + (i + p) * b.row + n * Width), sums[r][n]);
        }
    }
    const long end = reach == Reach::UpTo ? i : k;
    for (long p = reach == Reach::From ? i + R : 0; p < end; p++) {
        const float* x = left + p * a.step;
        const float* y = right + p * b.row;
        Vec row[N];
#pragma GCC unroll 4
        for (long n = 0; n < N; n++) row[n] = load(y + n * Width);
#pragma GCC unroll 6
        for (long r = 0; r < R; r++) {
            const Vec factor = broadcast(x[r * a.row]);
#pragma GCC unroll 4
            for (long n = 0; n < N; n++) sums[r][n] = fma(factor, row[n], sums[r][n]);
        }
    }
    if (reach == Reach::UpTo) {
#pragma GCC unroll 6
        for (long p = 0; p < R; p++)
#pragma GCC unroll 6
            for (long r = p; r < R; r++)
#pragma GCC unroll 4
                for (long n = 0; n < N; n++)
                    sums[r][n] = fma(broadcast(left[r * a.row + (i + p) * a.step]), load(right + (i + p) * b.row + n * Width), sums[r][n]);
    }
    float* out = c.data + i * c.row + j;
    if (c.keep != 0) {
        const Vec keep = broadcast(c.keep);
#pragma GCC unroll 6
        for (long r = 0; r < R; r++)
#pragma GCC unroll 4
            for (long n = 0; n < N; n++) sums[r][n] = fma(keep, load(out + r * c.row + n * Width), sums[r][n]);
    }
#pragma GCC unroll 6
    for (long r = 0; r < R; r++) {
        const Vec factor = broadcast(c.scale ? c.scale[i + r] : 1.0f);
#pragma GCC unroll 4
        for (long n = 0; n < N; n++) store(out + r * c.row + n * Width, sums[r][n] * factor);
    }
}

template <long R, Reach reach>
inline void columns(long i, long j, long end, long k, Left a, Right b, Into c) {
    for (; j + Vectors * Width <= end; j += Vectors * Width) block<R, Vectors, reach>(i, j, k, a, b, c);
    switch ((end - j) / Width) {
        case 3: return block<R, Vectors == 4 ? 3 : 1, reach>(i, j, k, a, b, c);
        case 2: return block<R, Vectors == 4 ? 2 : 1, reach>(i, j, k, a, b, c);
        case 1: return block<R, 1, reach>(i, j, k, a, b, c);
    }
}

// Columns [j, end) of the rows of one block, starting at row i.
template <Reach reach>
inline void rows(long i, long m, long j, long end, long k, Left a, Right b, Into c) {
    switch (m - i) {
        case 1: return columns<1, reach>(i, j, end, k, a, b, c);
        case 2: return columns<2, reach>(i, j, end, k, a, b, c);
        case 3: return columns<3, reach>(i, j, end, k, a, b, c);
        case 4: return columns<4, reach>(i, j, end, k, a, b, c);
        case 5: return columns<5, reach>(i, j, end, k, a, b, c);
        default: return columns<Rows, reach>(i, j, end, k, a, b, c);
    }
}

// The outer loop runs over panels of b that fit in the L1 cache.
template <Reach reach>
void panels(long m, long n, long k, Left a, Right b, Into c) {
    for (long j = 0; j < n; j += Vectors * Width) {
        const long end = j + Vectors * Width < n ? j + Vectors * Width : n;
        for (long i = 0; i < m; i += Rows) rows<reach>(i, m, j, end, k, a, b, c);
    }
}

template <long R, long N>
inline void solve_block(long i, long j, Left a, const float* beta, long beta_step, const float* e, float sign, float* d, float* u, long row) {
    Vec sums[R][N];
#pragma GCC unroll 6
    for (long r = 0; r < R; r++)
#pragma GCC unroll 4
        for (long n = 0; n < N; n++) sums[r][n] = broadcast(sign) * load(e + (i + r) * row + j + n * Width);
    for (long p = 0; p < i; p++)
#pragma GCC unroll 6
        for (long r = 0; r < R; r++) {
            const Vec factor = broadcast(a.data[(i + r) * a.row + p * a.step]);
#pragma GCC unroll 4
            for (long n = 0; n < N; n++) sums[r][n] = fma(factor, load(u + p * row + j + n * Width), sums[r][n]);
        }
#pragma GCC unroll 6
    for (long r = 0; r < R; r++)
#pragma GCC unroll 4
        for (long n = 0; n < N; n++) {
            const Vec solved = Vec{} - sums[r][n], written = solved * broadcast(beta[(i + r) * beta_step]);
            store(d + (i + r) * row + j + n * Width, solved);
            store(u + (i + r) * row + j + n * Width, written);
#pragma GCC unroll 6
            for (long later = r + 1; later < R; later++)
                sums[later][n] = fma(broadcast(a.data[(i + later) * a.row + (i + r) * a.step]), written, sums[later][n]);
        }
}

template <long N>
inline void solve_rows(long m, long j, Left a, const float* beta, long beta_step, const float* e, float sign, float* d, float* u, long row) {
    long i = 0;
    for (; i + Rows <= m; i += Rows) solve_block<Rows, N>(i, j, a, beta, beta_step, e, sign, d, u, row);
    for (; i < m; i++) solve_block<1, N>(i, j, a, beta, beta_step, e, sign, d, u, row);
}

// Interleaves the lower or upper halves of a and b; the building block of the transposition.
#if defined(__AVX512F__)
inline Vec zip_low(Vec a, Vec b) {
    return _mm512_permutex2var_ps(a, _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), b);
}
inline Vec zip_high(Vec a, Vec b) {
    return _mm512_permutex2var_ps(a, _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), b);
}
#elif defined(__AVX2__)
inline Vec zip_low(Vec a, Vec b) { return _mm256_permute2f128_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b), 0x20); }
inline Vec zip_high(Vec a, Vec b) { return _mm256_permute2f128_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b), 0x31); }
#else
inline Vec zip_low(Vec a, Vec b) { return Vec{a[0], b[0], a[1], b[1]}; }
inline Vec zip_high(Vec a, Vec b) { return Vec{a[2], b[2], a[3], b[3]}; }
#endif

}  // namespace

void product(long m, long n, long k, Left a, Right b, Into c, Reach reach) {
    if (reach == Reach::UpTo) panels<Reach::UpTo>(m, n, k, a, b, c);
    else if (reach == Reach::From) panels<Reach::From>(m, n, k, a, b, c);
    else panels<Reach::All>(m, n, k, a, b, c);
}

void lower_product(long m, long k, Left a, Right b, Into c) {
    for (long i = 0; i < m; i += Rows) {
        const long needed = i + Rows < m ? i + Rows : m;
        rows<Reach::All>(i, m, 0, (needed + Width - 1) / Width * Width, k, a, b, c);
    }
}

void solve(long m, long n, Left a, const float* beta, long beta_step, const float* e, float sign, float* d, float* u, long row) {
    long j = 0;
    for (; j + Vectors * Width <= n; j += Vectors * Width) solve_rows<Vectors>(m, j, a, beta, beta_step, e, sign, d, u, row);
    for (; j < n; j += Width) solve_rows<1>(m, j, a, beta, beta_step, e, sign, d, u, row);
}

void transpose(long m, long n, const float* from, long from_row, float* to, long to_row) {
    for (long i = 0; i < m; i += Width)
        for (long j = 0; j < n; j += Width) {
            Vec lines[Width], next[Width];
#pragma GCC unroll 16
            for (long r = 0; r < Width; r++) lines[r] = load(from + (i + r) * from_row + j);
            // Interleaving line r with line r + W/2, log2 W times, is the transposition.
#pragma GCC unroll 4
            for (long step = 1; step < Width; step *= 2) {
#pragma GCC unroll 8
                for (long r = 0; r < Width / 2; r++) {
                    next[2 * r] = zip_low(lines[r], lines[r + Width / 2]);
                    next[2 * r + 1] = zip_high(lines[r], lines[r + Width / 2]);
                }
#pragma GCC unroll 16
                for (long r = 0; r < Width; r++) lines[r] = next[r];
            }
#pragma GCC unroll 16
            for (long r = 0; r < Width; r++) store(to + (j + r) * to_row + i, lines[r]);
        }
}

}  // namespace workbench::linear_attention::WORKBENCH_ISA::tile
