// Products of matrices that fit in the near caches, for *.simd.cpp: c = (keep c + a b) * scale. b and c have rows padded to whole
// registers; element (i, p) of a is a[i row + p step], so a transposed a costs nothing, and a transposed b is turned once by transpose.
// A causal mask is a range of the sum, not zeros: what lies outside is never multiplied, so no Inf or NaN of it comes in.
#pragma once
#include "vector.h"

namespace workbench::linear_attention::WORKBENCH_ISA::tile {

using namespace workbench::WORKBENCH_ISA;

// Which p take part in the sum of row i: all, those up to i, those from i on. Where it is not all, a is square.
enum class Reach { All, UpTo, From };

struct Left {
    const float* data;
    long row, step;
};

struct Right {
    const float* data;
    long row;
};

// keep = 0 does not read the old c; scale, one factor a row, may be null.
struct Into {
    float* data;
    long row;
    float keep = 0;
    const float* scale = nullptr;
};

// a [m, k], b [k, n], c [m, n]; n is whole registers.
void product(long m, long n, long k, Left a, Right b, Into c, Reach reach = Reach::All);

// Of a square c only the columns up to the diagonal, rounded up to registers; the rest of c stays as it is.
void lower_product(long m, long k, Left a, Right b, Into c);

// d_t = -(sign e_t + sum over s < t of a_ts u_s), u_t = beta_t d_t, row after row: a triangular system with n right-hand sides. All strides may
// be negative, which solves the transposed system from its end. e and d may be the same.
void solve(long m, long n, Left a, const float* beta, long beta_step, const float* e, float sign, float* d, float* u, long row);

// to[j][i] = from[i][j]: both sides padded to whole registers in both directions (what stands in the padding moves along).
void transpose(long m, long n, const float* from, long from_row, float* to, long to_row);

}  // namespace workbench::linear_attention::WORKBENCH_ISA::tile
