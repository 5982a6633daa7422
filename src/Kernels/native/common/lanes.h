// Iteration over a row of floats by registers, for *.simd.cpp: full registers, then the remaining lanes.
#pragma once
#if defined(__GNUC__) && !defined(__clang__)
// GCC's AVX-512 headers use a deliberately undefined register.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include "vector.h"

#define WORKBENCH_INLINE __attribute__((always_inline))

namespace workbench::WORKBENCH_ISA {

struct Whole {
    static Vec get(const float* p) { return load(p); }
    static void put(float* p, Vec v) { store(p, v); }
    static Vec only(Vec v) { return v; }
};

// The first n lanes of a register; the others are 0 and not written.
struct Part {
    long n;
    Vec get(const float* p) const { return load_some(p, n); }
    void put(float* p, Vec v) const { store_some(p, v, n); }
    Vec only(Vec v) const {
        float lanes[Width];
        store(lanes, v);
        return load_some(lanes, n);
    }
};

// Calls step(lanes, position, k) over n floats; k < 4 selects one of four accumulators, so that consecutive additions are independent.
template <class Step>
WORKBENCH_INLINE inline void across(long n, const Step& step) {
    long i = 0;
    for (; i + 4 * Width <= n; i += 4 * Width) {
        step(Whole(), i, 0);
        step(Whole(), i + Width, 1);
        step(Whole(), i + 2 * Width, 2);
        step(Whole(), i + 3 * Width, 3);
    }
    for (; i + Width <= n; i += Width) step(Whole(), i, 0);
    if (i < n) step(Part{n - i}, i, 1);
}

struct Four {
    Vec v[4] = {broadcast(0), broadcast(0), broadcast(0), broadcast(0)};
    Vec& operator[](int k) { return v[k]; }
    float total() const { return sum((v[0] + v[1]) + (v[2] + v[3])); }
};

}  // namespace workbench::WORKBENCH_ISA
