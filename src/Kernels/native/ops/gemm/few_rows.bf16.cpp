// Idea: with few rows a product is bound by reading the right factor, and packing it would cost more than the product. Each of its columns
// lies along memory and is read once: its numbers are rounded on the way and multiplied by all rows, whose sums stay in registers.
#include "bf16_panels.h"
#include "lanes.h"
#include "pairs.h"

namespace workbench::gemm::WORKBENCH_ISA {
namespace {

using namespace ::workbench::WORKBENCH_ISA;

// The sums of `columns` columns with all rows; out is [columns, rows]. An element is summed in an order that depends only on k.
template <long columns, long rows>
inline void dots(const float* b, long b_column, const float* a, long a_row, long k, float* out) {
    Vec sums[columns][rows];
    for (auto& column : sums)
        for (auto& one : column) one = broadcast(0);
    const auto add = [&](long p, auto load_at) {
        Terms right[columns];
#pragma GCC unroll 8
        for (long j = 0; j < columns; j++) right[j] = terms(load_at(b + j * b_column + p, 0), load_at(b + j * b_column + p + Width, Width));
#pragma GCC unroll 8
        for (long i = 0; i < rows; i++) {
            const Terms left = terms(load_at(a + i * a_row + p, 0), load_at(a + i * a_row + p + Width, Width));
#pragma GCC unroll 8
            for (long j = 0; j < columns; j++) sums[j][i] = add_products(sums[j][i], left, right[j]);
        }
    };
    long p = 0;
    for (; p + 2 * Width <= k; p += 2 * Width) add(p, [](const float* from, long) { return load(from); });
    if (p < k) add(p, [rest = k - p](const float* from, long before) { return load_up_to(from, rest - before); });
    for (long j = 0; j < columns; j++)
        for (long i = 0; i < rows; i++) out[j * rows + i] = sum(sums[j][i]);
}

template <long rows>
void all_columns(const Matrix& a, const Matrix& b, long k, float beta, const float* added, float* c, long c_leading, long begin, long end) {
    constexpr long Together = rows == 1 ? 8 : 4;  // with AVX-512 the sums and the columns stay in registers
    float sums[Together * rows];
    for (long j = begin; j < end;) {
        const long columns = end - j >= Together ? Together : 1;
        (columns == Together ? dots<Together, rows> : dots<1, rows>)(b.at(0, j), b.leading, a.data, a.leading, k, sums);
        for (long at = 0; at < columns; at++, j++)
            for (long i = 0; i < rows; i++) {
                float& out = c[i * c_leading + j];
                out = sums[at * rows + i] + (added ? added[j] : 0) + (beta == 0 ? 0 : beta * out);
            }
    }
}

}  // namespace

void multiply_few_bf16(const Matrix& a, const Matrix& b, long rows, long k, float beta, const float* added, float* c, long c_leading,
                       long begin, long end) {
    static constexpr decltype(&all_columns<1>) all[] = {all_columns<1>, all_columns<2>, all_columns<3>, all_columns<4>};
    static_assert(sizeof all / sizeof *all == FewRowsOfBf16, "one for each number of rows");
    all[rows - 1](a, b, k, beta, added, c, c_leading, begin, end);
}

}  // namespace workbench::gemm::WORKBENCH_ISA
