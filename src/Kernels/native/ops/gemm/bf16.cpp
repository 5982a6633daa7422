// The blocks of a bfloat16 product on one thread: as tiles_alone in product.cpp, but both factors are always packed, because packing
// rounds.
#include "bf16.h"

#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <algorithm>

#include "bf16_panels.h"
#include "isa.h"
#include "panels.h"
#include "parallel.h"

namespace workbench::gemm {
namespace {

constexpr long MostDepth = 768, MostColumns = 512;
constexpr int LeftSlot = 31, RightSlot = 32;  // of scratch()

bool has_units() {
#if defined(__x86_64__)
    unsigned a, b, c, d;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 5 & 1);
#else
    return false;
#endif
}

}  // namespace

bool bf16_units() {
    static const bool units = has_units();
    return units && instruction_set() == InstructionSet::avx512;
}

float to_bf16(float x) {
    if (x != x) return x;
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000u;
    memcpy(&x, &bits, sizeof x);
    return x;
}

void bf16_alone(long m, long n, long k, float alpha, const Matrix& a, const Matrix& b, float beta, const float* added, float* c,
                long c_leading) {
    const auto left_size = WORKBENCH_VARIANTS(bf16_left_size).chosen();
    const auto right_size = WORKBENCH_VARIANTS(bf16_right_size).chosen();
    const auto pack_left = WORKBENCH_VARIANTS(bf16_pack_left).chosen();
    const auto pack_right = WORKBENCH_VARIANTS(bf16_pack_right).chosen();
    const auto multiply = WORKBENCH_VARIANTS(bf16_multiply).chosen();
    const long depth = piece(k, MostDepth, 32), width = piece(n, MostColumns, ColumnUnit);
    Pair* const left = reinterpret_cast<Pair*>(scratch(LeftSlot, left_size(RowUnit, depth)));
    Pair* const right = reinterpret_cast<Pair*>(scratch(RightSlot, right_size(width, depth)));
    for (long j = 0; j < n; j += width) {
        const long columns = std::min(width, n - j);
        for (long p = 0; p < k; p += depth) {
            const long terms = std::min(depth, k - p);
            pack_right(b, j, columns, p, terms, right);
            for (long i = 0; i < m; i += RowUnit) {
                const long rows = std::min(RowUnit, m - i);
                pack_left(a, i, rows, p, terms, left);
                multiply(left, a.transposed, right, rows, columns, terms, alpha, p == 0 ? beta : 1, added && p == 0 ? added + j : nullptr,
                         c + i * c_leading + j, c_leading);
            }
        }
    }
}

}  // namespace workbench::gemm
