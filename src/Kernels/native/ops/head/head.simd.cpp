// Idea: a row of a tile has a few hundred floats, so the second pass (the exponentials, which need the maximum) reads from the L1 cache.
// The exponentials replace the logits immediately, and the gradient then needs only one multiplication.
#include "head.h"

#include "vector.h"

namespace workbench::head::WORKBENCH_ISA {
namespace {

using namespace ::workbench::WORKBENCH_ISA;

// The last, partial register of a row, padded with -infinity, which changes neither the maximum nor the sum of exponentials.
inline Vec edge_of(const float* row, long n) {
    static const float lanes[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return where_less(load(lanes), broadcast(float(n)), load_some(row, n), broadcast(-INFINITY));
}

inline float add_bias(float* row, const float* bias, long columns, float& total) {
    const long whole = columns / Width * Width, rest = columns - whole;
    Vec maximum = broadcast(-INFINITY), sums = broadcast(0);
    for (long j = 0; j < whole; j += Width) {
        Vec v = load(row + j);
        if (bias) store(row + j, v = v + load(bias + j));
        maximum = max(v, maximum);  // ignores a NaN, which is detected in the sum
        sums = sums + v;
    }
    if (rest > 0) {
        Vec v = load_some(row + whole, rest);
        if (bias) store_some(row + whole, v = v + load_some(bias + whole, rest), rest);
        sums = sums + v;
        maximum = max(edge_of(row + whole, rest), maximum);
    }
    total = sum(sums);
    return largest(maximum);
}

template <bool keep>
inline float exponentials(float* row, long columns, float shift) {
    const long whole = columns / Width * Width, rest = columns - whole;
    const Vec shifts = broadcast(shift);
    Vec sums = broadcast(0);
    for (long j = 0; j < whole; j += Width) {
        const Vec e = exp(load(row + j) - shifts);
        if (keep) store(row + j, e);
        sums = sums + e;
    }
    if (rest > 0) {
        const Vec e = exp(edge_of(row + whole, rest) - shifts);
        if (keep) store_some(row + whole, e, rest);
        sums = sums + e;
    }
    return sum(sums);
}

bool any_nan(const float* row, long columns) {
    for (long j = 0; j < columns; j++)
        if (row[j] != row[j]) return true;
    return false;
}

bool is_first(const float* row, long at, float maximum) {
    if (row[at] != maximum) return false;
    for (long j = 0; j < at; j++)
        if (row[j] == maximum) return false;
    return true;
}

}  // namespace

void gather(float* logits, long leading, long rows, long columns, long origin, const float* bias, bool keep, Statistics out, Hits hits) {
    for (long i = 0; i < rows; i++) {
        float* row = logits + i * leading;
        float maximum = add_bias(row, bias, columns, out.total[i]);
        const long at = long(hits.targets[i]) - origin;
        if (at >= 0 && at < columns) {
            hits.logit[i] = row[at];
            hits.first[i] = is_first(row, at, maximum);
        }
        // A tile that contains only -infinity must get the sum 0, not NaN.
        const float shift = maximum == -INFINITY ? 0.0f : maximum;
        // Detect NaN before the logits are overwritten. A NaN logit makes the total NaN; infinities can too, so check the logits.
        if (out.total[i] != out.total[i] && any_nan(row, columns)) maximum = NAN;
        out.sum[i] = keep ? exponentials<true>(row, columns, shift) : exponentials<false>(row, columns, shift);
        out.maximum[i] = maximum;
    }
}

void differentiate(float* logits, long leading, long rows, long columns, long origin, const float* factor, float even, float hit,
                   const int64_t* targets) {
    const long whole = columns / Width * Width, rest = columns - whole;
    const Vec evens = broadcast(even);
    for (long i = 0; i < rows; i++) {
        float* row = logits + i * leading;
        const Vec factors = broadcast(factor[i]);
        for (long j = 0; j < whole; j += Width) store(row + j, load(row + j) * factors - evens);
        if (rest > 0) store_some(row + whole, load_some(row + whole, rest) * factors - evens, rest);
        const long at = long(targets[i]) - origin;
        if (at >= 0 && at < columns) row[at] -= hit;
    }
}

void add_columns(const float* tile, long leading, long rows, long columns, float* sums) {
    const long whole = columns / Width * Width, rest = columns - whole;
    for (long i = 0; i < rows; i++) {
        const float* row = tile + i * leading;
        for (long j = 0; j < whole; j += Width) store(sums + j, load(sums + j) + load(row + j));
        if (rest > 0) store_some(sums + whole, load_some(sums + whole, rest) + load_some(row + whole, rest), rest);
    }
}

}  // namespace workbench::head::WORKBENCH_ISA
