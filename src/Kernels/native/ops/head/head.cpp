// Cross-entropy of a chunk of rows of logits, with the gradients computed in place. C# computes the logits, and the gradients of x and the
// weight. Idea: see head.simd.cpp; a task is a group of rows that stays in the cache from reading the logits to writing the gradients.
// Divisions depend only on the shape and sums have a fixed order, so results do not depend on the number of threads. Measured:
// docs/kernels.md.
#include "head.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "boundary.h"
#include "parallel.h"
#include "tensor.h"

namespace workbench::head {
namespace {

constexpr long TileColumns = 512;    // the exponentials of a tile are relative to the tile's maximum
constexpr long GroupNumbers = 8192;  // 32 KiB of logits, for the L1 cache
constexpr long MostRows = 64;        // per group
constexpr double WorkPerNumber = 30;
constexpr int Slot = 0;              // of scratch(), for the statistics of a group

// Arguments from C#: logits [rows, V], possibly with gaps between rows, bias and bias_gradient [V]; absent tensors have no data.
struct Arguments {
    Tensor logits, bias, bias_gradient;
    const int64_t* targets;
    double label_smoothing, z_loss;
    double scale;  // factor of the gradients: 1, or 1 / rows for a mean
    int64_t differentiate;
};

struct Outcome {
    double loss;   // sum over the rows
    int64_t hits;  // number of rows whose first largest logit is the target's
};

class Chunk {
    const Arguments& a_;
    const long rows_, vocabulary_, leading_, tiles_;
    const bool keep_;
    const float even_, hit_;
    std::vector<double> losses_;
    std::vector<char> hits_;

    const decltype(&scalar::gather) gather_ = WORKBENCH_VARIANTS(gather).chosen();
    const decltype(&scalar::differentiate) differentiate_ = WORKBENCH_VARIANTS(differentiate).chosen();
    const decltype(&scalar::add_columns) add_columns_ = WORKBENCH_VARIANTS(add_columns).chosen();

    long width_of(long tile) const { return std::min(TileColumns, vocabulary_ - tile * TileColumns); }

public:
    explicit Chunk(const Arguments& a)
        : a_(a), rows_(a.logits.size(0)), vocabulary_(a.logits.size(1)), leading_(a.logits.stride(0)),
          tiles_(ceil_div(vocabulary_, TileColumns)), keep_(a.differentiate != 0),
          even_(float(a.scale * a.label_smoothing / double(vocabulary_))), hit_(float(a.scale * (1 - a.label_smoothing))), losses_(rows_),
          hits_(rows_) {
        require(vocabulary_ <= 1 || a.logits.stride(1) == 1, "a row of logits is contiguous");
    }

    void run(Outcome& outcome) {
        const long group = std::clamp(GroupNumbers / vocabulary_, 1L, MostRows);
        each_task(ceil_div(rows_, group), WorkPerNumber * rows_ * vocabulary_,
                  [&](long i) { rows(i * group, std::min(rows_, (i + 1) * group)); });
        for (long i = 0; i < rows_; i++) {
            outcome.loss += losses_[i];
            outcome.hits += hits_[i];
        }
        if (!a_.bias_gradient.defined()) return;
        each_task(tiles_, double(rows_) * vocabulary_, [&](long tile) {
            const long origin = tile * TileColumns;
            add_columns_(a_.logits.data() + origin, leading_, rows_, width_of(tile), a_.bias_gradient.data() + origin);
        });
    }

private:
    void rows(long begin, long end) {
        const long count = end - begin;
        // Per tile and row: [tiles][MostRows].
        float* maxima = scratch(Slot, size_t(3 * tiles_ * MostRows));
        float *sums = maxima + tiles_ * MostRows, *totals = sums + tiles_ * MostRows;
        float target_logit[MostRows];
        bool first[MostRows];
        float* logits = a_.logits.data() + begin * leading_;
        for (long tile = 0; tile < tiles_; tile++) {
            const long origin = tile * TileColumns, at = tile * MostRows;
            gather_(logits + origin, leading_, count, width_of(tile), origin, a_.bias.defined() ? a_.bias.data() + origin : nullptr, keep_,
                    {maxima + at, sums + at, totals + at}, {a_.targets + begin, target_logit, first});
        }
        for (long i = 0; i < count; i++) finish(begin + i, maxima + i, sums + i, totals + i, target_logit[i], first[i]);
        if (!keep_) return;
        for (long tile = 0; tile < tiles_; tile++) {
            const long origin = tile * TileColumns;
            differentiate_(logits + origin, leading_, count, width_of(tile), origin, maxima + tile * MostRows, even_, hit_,
                           a_.targets + begin);
        }
    }

    // exp(maximum of the tile - maximum of the row), usually 1. The difference of two infinities is NaN, not 0.
    static double share(float tile, float all) {
        const double difference = double(tile) - double(all);
        return difference == 0 ? 1 : std::exp(difference);
    }

    // Computes the loss of a row from the statistics of its tiles, which are MostRows apart. Replaces the maxima by the factors that
    // convert the stored exponentials to gradients.
    void finish(long row, float* maxima, const float* sums, const float* totals, float target_logit, bool hit) {
        const double even = a_.label_smoothing, z = a_.z_loss;
        const long tile_of_target = a_.targets[row] / TileColumns;
        float maximum = -std::numeric_limits<float>::infinity();
        for (long t = 0; t < tiles_; t++) {
            const float m = maxima[t * MostRows];
            if (t < tile_of_target && m >= target_logit) hit = false;
            if (m > maximum || m != m) maximum = m;
            if (m != m) break;
        }
        double sum = 0, total = 0;
        for (long t = 0; t < tiles_; t++) {
            sum += double(sums[t * MostRows]) * share(maxima[t * MostRows], maximum);
            total += totals[t * MostRows];
        }
        // In double, because with a logit of 10,000 a float would leave three digits for the loss.
        const double lse = double(maximum) + std::log(sum);
        double loss = (1 - even) * (lse - double(target_logit));
        if (even != 0) loss += even * (lse - total / double(vocabulary_));  // avoids 0 x infinity when a logit is -infinity
        if (z != 0) loss += z * lse * lse;
        losses_[row] = loss;
        hits_[row] = hit && target_logit == maximum;
        if (!keep_) return;
        const double factor = a_.scale * (1 + 2 * z * lse) / sum;
        for (long t = 0; t < tiles_; t++) {
            float& m = maxima[t * MostRows];
            m = float(factor * share(m, maximum));
        }
    }
};

}  // namespace
}  // namespace workbench::head

using namespace workbench;
using namespace workbench::head;

// Adds to the outcome, and to bias_gradient if present. Overwrites the logits, with their gradients if `differentiate` is set.
WORKBENCH_EXPORT const char* workbench_cross_entropy(const Arguments* arguments, Outcome* outcome) {
    return guarded([&] { Chunk(*arguments).run(*outcome); });
}
