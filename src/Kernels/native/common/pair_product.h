// Products of small matrices of bfloat16 pairs with float32 sums, for *.bf16.cpp: c [m, n] = or += a [m, 2 pairs] b [2 pairs, n]. Pairs run along
// the inner dimension of both factors: a has rows of pairs, b has a row of n pairs for every two of its rows. Idea: blocks of 32 x 32 whose
// sums stay in four of AMX's tiles, or 8 x 32 in registers (vdpbf16ps).
#pragma once
#include "tiles.h"

namespace workbench::WORKBENCH_ISA {
namespace pair_products {

constexpr long Unit = 32;  // m and n are multiples of it, `pairs` of its half

#if defined(__AVX512BF16__)

constexpr long Rows = 8, Columns = 2 * Width;

static inline void block(long pairs, const Pair* a, long a_row, const Pair* b, long b_row, float* c, long c_row,
                         bool add) {
    Vec sums[Rows][2];
#pragma GCC unroll 8
    for (long i = 0; i < Rows; i++)
        for (long j = 0; j < 2; j++) sums[i][j] = add ? load(c + i * c_row + j * Width) : broadcast(0);
    for (long p = 0; p < pairs; p++) {
        const __m512bh first = (__m512bh)_mm512_loadu_si512(b + p * b_row), second = (__m512bh)_mm512_loadu_si512(b + p * b_row + Width);
#pragma GCC unroll 8
        for (long i = 0; i < Rows; i++) {
            const __m512bh left = (__m512bh)_mm512_set1_epi32(int(a[i * a_row + p]));
            sums[i][0] = _mm512_dpbf16_ps(sums[i][0], left, first);
            sums[i][1] = _mm512_dpbf16_ps(sums[i][1], left, second);
        }
    }
#pragma GCC unroll 8
    for (long i = 0; i < Rows; i++)
        for (long j = 0; j < 2; j++) workbench::WORKBENCH_ISA::store(c + i * c_row + j * Width, sums[i][j]);
}

#else

constexpr long Rows = 4, Columns = Width;

// The two numbers of a pair are the upper halves of two floats.
static inline void block(long pairs, const Pair* a, long a_row, const Pair* b, long b_row, float* c, long c_row,
                         bool add) {
    Vec sums[Rows];
#pragma GCC unroll 4
    for (long i = 0; i < Rows; i++) sums[i] = add ? load(c + i * c_row) : broadcast(0);
    for (long p = 0; p < pairs; p++) {
        Bits right;
        memcpy(&right, b + p * b_row, sizeof right);
        const Vec low = (Vec)(right << 16), high = (Vec)(right & 0xffff0000u);
#pragma GCC unroll 4
        for (long i = 0; i < Rows; i++) {
            const Bits left = Bits{} + a[i * a_row + p];
            sums[i] = fma((Vec)(left << 16), low, fma((Vec)(left & 0xffff0000u), high, sums[i]));
        }
    }
#pragma GCC unroll 4
    for (long i = 0; i < Rows; i++) workbench::WORKBENCH_ISA::store(c + i * c_row, sums[i]);
}

#endif

static inline void by_registers(long m, long n, long pairs, const Pair* a, long a_row, const Pair* b, long b_row, float* c, long c_row,
                                bool add) {
    for (long j = 0; j < n; j += Columns)
        for (long i = 0; i < m; i += Rows) block(pairs, a + i * a_row, a_row, b + j, b_row, c + i * c_row + j, c_row, add);
}

template <class Tiles>
static void by_tiles(long m, long n, long pairs, const Pair* a, long a_row, const Pair* b, long b_row, float* c, long c_row,
                                   bool add) {
    using tile_units::Side;
    for (long j = 0; j < n; j += Unit)
        for (long i = 0; i < m; i += Unit) {
            float *const above = c + i * c_row + j, *const below = above + Side * c_row;
            if (add) {
                Tiles::template load<0>(above, c_row);
                Tiles::template load<1>(above + Side, c_row);
                Tiles::template load<2>(below, c_row);
                Tiles::template load<3>(below + Side, c_row);
            } else {
                Tiles::template zero<0>();
                Tiles::template zero<1>();
                Tiles::template zero<2>();
                Tiles::template zero<3>();
            }
            for (long p = 0; p < pairs; p += Side) {
                Tiles::template load<4>(a + i * a_row + p, a_row);
                Tiles::template load<5>(a + (i + Side) * a_row + p, a_row);
                Tiles::template load<6>(b + p * b_row + j, b_row);
                Tiles::template load<7>(b + p * b_row + j + Side, b_row);
                Tiles::template multiply<0, 4, 6>();
                Tiles::template multiply<1, 4, 7>();
                Tiles::template multiply<2, 5, 6>();
                Tiles::template multiply<3, 5, 7>();
            }
            Tiles::template store<0>(above, c_row);
            Tiles::template store<1>(above + Side, c_row);
            Tiles::template store<2>(below, c_row);
            Tiles::template store<3>(below + Side, c_row);
        }
}

static inline void product(Bf16Units units, long m, long n, long pairs, const Pair* a, long a_row, const Pair* b, long b_row, float* c,
                           long c_row, bool add) {
    switch (units) {
#if defined(WORKBENCH_HAS_AMX)
        case Bf16Units::amx: return by_tiles<tile_units::Hardware>(m, n, pairs, a, a_row, b, b_row, c, c_row, add);
#endif
        case Bf16Units::amx_emulated: return by_tiles<tile_units::Emulated>(m, n, pairs, a, a_row, b, b_row, c, c_row, add);
        default: return by_registers(m, n, pairs, a, a_row, b, b_row, c, c_row, add);
    }
}

}  // namespace pair_products
}  // namespace workbench::WORKBENCH_ISA
