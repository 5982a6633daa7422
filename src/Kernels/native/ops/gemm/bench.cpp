// mm and bmm against dnnl_sgemm with its own threads, GFLOP/s, at the shapes of the presets' training steps.
#include "bench.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <dnnl.h>

#include <cstdio>

namespace {

struct Shape {
    long batch, m, n, k;        // batch 0: mm
    bool transposed;            // b is the transpose of a contiguous matrix, as a Linear's weight
    bool down_rows = false;     // a is, as where a weight's gradient is made
};

const Shape Shapes[] = {
    {0, 2048, 2048, 2048, false}, {0, 768, 128, 128, true}, {0, 768, 512, 128, true}, {0, 768, 128, 512, true},  {0, 128, 512, 768, false},
    {0, 768, 65, 128, true},      {0, 2048, 384, 384, true}, {0, 2048, 1536, 384, true}, {0, 2048, 65, 384, true}, {48, 64, 64, 32, true},
    {48, 64, 32, 64, false},      {48, 256, 256, 64, true},  {48, 256, 64, 256, false},  {0, 1, 384, 384, true},   {0, 1, 1536, 384, true},
    {0, 2048, 1536, 384, false},  {0, 2048, 256, 1024, true}, {0, 1536, 384, 2048, false, true}, {0, 1152, 384, 2048, false, true},
};

}  // namespace

int main() {
    if (const auto* error = workbench_register("")) return std::fprintf(stderr, "%s\n", error), 1;
    std::printf("%-28s %8s %10s %10s %7s\n", "shape", "threads", "dnnl", "ours", "ratio");
    for (const auto& s : Shapes) {
        auto a = s.batch ? at::randn({s.batch, s.m, s.k}) : at::randn({s.m, s.k});
        if (s.down_rows) a = a.t().contiguous().t();
        auto b = s.batch ? at::randn({s.batch, s.k, s.n}) : at::randn({s.k, s.n});
        if (s.transposed) b = b.transpose(-2, -1).contiguous().transpose(-2, -1);
        const auto c = s.batch ? at::empty({s.batch, s.m, s.n}) : at::empty({s.m, s.n});
        const double work = 2e-9 * std::max(1L, s.batch) * s.m * s.n * s.k;
        for (const int threads : {1, 2}) {
            at::set_num_threads(threads);
            const double raw = workbench::median_seconds([&] {
                for (long i = 0; i < std::max(1L, s.batch); i++)
                    dnnl_sgemm(s.down_rows ? 'T' : 'N', s.transposed ? 'T' : 'N', s.m, s.n, s.k, 1, a.data_ptr<float>() + i * s.m * s.k, s.down_rows ? s.m : s.k,
                               b.data_ptr<float>() + i * s.k * s.n, s.transposed ? s.k : s.n, 0, c.data_ptr<float>() + i * s.m * s.n, s.n);
            });
            const double ours = workbench::median_seconds([&] { s.batch ? at::bmm(a, b) : at::mm(a, b); });
            char name[64];
            std::snprintf(name, sizeof name, "%ld x %ldx%ldx%ld%s%s", std::max(1L, s.batch), s.m, s.n, s.k, s.down_rows ? " a'" : "", s.transposed ? " b'" : "");
            std::printf("%-28s %8d %10.1f %10.1f %7.2f\n", name, threads, work / raw, work / ours, raw / ours);
        }
    }
}
