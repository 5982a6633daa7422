// Products of matrices that fit in the L1 or L2 cache, for *.simd.cpp: c = (keep c + a b) * scale. b and c have rows padded to full
// registers; element (i, p) of a is a[i row + p step], so a transposed a costs nothing; a transposed b must be transposed first. A causal
// mask limits the range of the sum instead of multiplying by zero, so Inf or NaN outside the range have no effect.
#pragma once
#include "vector.h"

namespace workbench::linear_attention::WORKBENCH_ISA::tile {

using namespace workbench::WORKBENCH_ISA;

// The range of p in the sum of row i: all, p <= i, or p >= i. Except for All, a must be square.
enum class Reach { All, UpTo, From };

struct Left {
    const float* data;
    long row, step;
};

struct Right {
    const float* data;
    long row;
};

// keep = 0 does not read the old c; scale, one factor per row, may be null.
struct Into {
    float* data;
    long row;
    float keep = 0;
    const float* scale = nullptr;
};

// a [m, k], b [k, n], c [m, n]; n is a multiple of the register width.
void product(long m, long n, long k, Left a, Right b, Into c, Reach reach = Reach::All);

// Computes only the columns of a square c up to the diagonal, rounded up to registers; the rest of c is unchanged.
void lower_product(long m, long k, Left a, Right b, Into c);

// Solves a triangular system with n right-hand sides, row by row: d_t = -(sign e_t + sum over s < t of a_ts u_s), u_t = beta_t d_t.
// Negative strides solve the transposed system from its end. e and d may be the same.
void solve(long m, long n, Left a, const float* beta, long beta_step, const float* e, float sign, float* d, float* u, long row);

// to[j][i] = from[i][j]; both matrices are padded to full registers in both directions (the padding is transposed too).
void transpose(long m, long n, const float* from, long from_row, float* to, long to_row);

}  // namespace workbench::linear_attention::WORKBENCH_ISA::tile
