// The walk over chunks. Every cut is by the shape alone, every sum has one order: the bits do not depend on threads.
//   wide vocabulary    it is cut into tiles that stay in the second-level cache; tasks are tiles. dweight belongs to the tile; dx is summed
//                      by groups of tiles, whose parts are added up at the end of the chunk.
//   narrow vocabulary  it is one tile, tasks are blocks of rows, and the products are workbench::gemm::product's.
#include "chunks.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "head.h"
#include "onednn.h"
#include "parallel.h"

namespace workbench::head {
namespace {

constexpr long NarrowVocabulary = 512;        // up to here it is one tile
constexpr long TileColumns = 512;             // tiles of a wide one
constexpr long MostRows = 512, FewestRows = 64;
constexpr long NarrowRows = 2048;
constexpr long LogitsOfAChunk = 2 << 20;      // 8 MiB of them
constexpr long MostGroups = 16, FewestGroups = 4;
constexpr long BlockRows = 32;
constexpr int Slot = 24;                      // of scratch(): no other kernel's, product's least of all

struct Plan {
    long chunk;     // rows of a chunk
    long columns;   // of a tile
    long leading;   // from row to row of a tile: rows begin where registers like to, and a wide vocabulary's do not share a few sets of the cache
    long tiles, groups;

    explicit Plan(const Problem& p) {
        const bool narrow = p.vocabulary <= NarrowVocabulary;
        columns = narrow ? p.vocabulary : TileColumns;
        leading = ceil_div(columns, 16) * 16 + (narrow ? 0 : 16);
        tiles = ceil_div(p.vocabulary, columns);
        // dx has one part a group: no more of them than make a share of the logits.
        groups = std::min(tiles, std::clamp(p.vocabulary / p.width, FewestGroups, MostGroups));
        chunk = narrow ? NarrowRows : std::clamp(LogitsOfAChunk / p.vocabulary, FewestRows, MostRows);
        // Chunks of one size, so that the last is no sliver.
        chunk = std::min(p.rows, ceil_div(ceil_div(p.rows, ceil_div(p.rows, chunk)), 16) * 16);
    }
    bool narrow() const { return tiles == 1; }
};

class Walk {
    const Problem& p_;
    const Gradients& out_;
    const Plan plan_;
    const bool keep_;
    float even_, hit_;

    // One piece of scratch, cut up. A row's numbers for all tiles are [tiles][chunk].
    float *logits_, *gathered_, *parts_, *maxima_, *sums_, *totals_, *target_logit_;
    double* row_loss_;
    int64_t* targets_;
    bool *first_, *hit_row_;

    long begin_ = 0, rows_ = 0;  // of the chunk
    const float* x_ = nullptr;   // its rows, x_leading_ apart
    long x_leading_ = 0;

    const decltype(&scalar::gather) gather_ = WORKBENCH_VARIANTS(gather).chosen();
    const decltype(&scalar::differentiate) differentiate_ = WORKBENCH_VARIANTS(differentiate).chosen();
    const decltype(&scalar::add_columns) add_columns_ = WORKBENCH_VARIANTS(add_columns).chosen();
    const decltype(&scalar::add_parts) add_parts_ = WORKBENCH_VARIANTS(add_parts).chosen();

    double work() const { return 2.0 * rows_ * p_.vocabulary * p_.width; }
    long width_of(long tile) const { return std::min(plan_.columns, p_.vocabulary - tile * plan_.columns); }
    float* tile_of(long tile) const { return logits_ + tile * plan_.leading * plan_.chunk; }
    const float* weight_of(long tile) const {
        return p_.weight.data + tile * plan_.columns * (p_.weight.transposed ? 1 : p_.weight.leading);
    }
    int64_t row_number(long i) const { return p_.counted ? p_.counted[begin_ + i] : begin_ + i; }
    Statistics statistics(long tile, long from) const {
        const long at = tile * plan_.chunk + from;
        return {maxima_ + at, sums_ + at, totals_ + at};
    }
    Hits hits(long from) const { return {targets_ + from, target_logit_ + from, first_ + from}; }

public:
    Walk(const Problem& p, const Gradients& out) : p_(p), out_(out), plan_(p), keep_(out.any()) {
        even_ = float(p.scale * p.label_smoothing / double(p.vocabulary));
        hit_ = float(p.scale * (1 - p.label_smoothing));
        const size_t chunk = plan_.chunk, per_tile = chunk * plan_.tiles, wide = chunk * p.width;
        const size_t copies = p.counted ? wide : 0, partial = !out.dx ? 0 : plan_.narrow() ? copies : wide * plan_.groups;
        const auto even = [](size_t count) { return (count + 15) / 16 * 16; };
        const size_t bytes_of_rows = even(2 * chunk) + even(2 * chunk) + even(chunk) + even(chunk);
        float* at = scratch(Slot, even(chunk * plan_.tiles * plan_.leading) + even(copies) + even(partial) + 3 * even(per_tile) + bytes_of_rows);
        const auto take = [&](size_t count) { float* here = at; at += even(count); return here; };
        logits_ = take(chunk * plan_.tiles * plan_.leading);
        gathered_ = take(copies);
        parts_ = take(partial);
        maxima_ = take(per_tile);
        sums_ = take(per_tile);
        totals_ = take(per_tile);
        row_loss_ = reinterpret_cast<double*>(take(2 * chunk));
        targets_ = reinterpret_cast<int64_t*>(take(2 * chunk));
        target_logit_ = take(chunk);
        first_ = reinterpret_cast<bool*>(take(chunk));
        hit_row_ = first_ + chunk;
    }

    Outcome run() {
        Outcome all;
        if (out_.dbias) std::fill_n(out_.dbias, p_.vocabulary, 0.0f);
        for (begin_ = 0; begin_ < p_.rows; begin_ += plan_.chunk) {
            rows_ = std::min(plan_.chunk, p_.rows - begin_);
            read();
            if (plan_.narrow()) narrow();
            else wide();
            for (long i = 0; i < rows_; i++) {
                all.loss += row_loss_[i];
                all.hits += hit_row_[i];
            }
        }
        return all;
    }

private:
    void read() {
        for (long i = 0; i < rows_; i++) targets_[i] = p_.targets[row_number(i)];
        x_ = p_.x + begin_ * p_.x_leading;
        x_leading_ = p_.x_leading;
        if (!p_.counted) return;
        for (long i = 0; i < rows_; i++) std::copy_n(p_.x + row_number(i) * p_.x_leading, p_.width, gathered_ + i * p_.width);
        x_ = gathered_;
        x_leading_ = p_.width;
    }

    // From the tiles' statistics to the loss of the chunk's rows; the maxima become the factors that turn what was kept into gradients.
    void finish(long from, long to) {
        const double even = p_.label_smoothing, z = p_.z_loss;
        for (long i = from; i < to; i++) {
            float maximum = -std::numeric_limits<float>::infinity();
            bool hit = first_[i];
            const long tile_of_target = targets_[i] / plan_.columns;
            for (long t = 0; t < plan_.tiles; t++) {
                const float m = maxima_[t * plan_.chunk + i];
                if (t < tile_of_target && m >= target_logit_[i]) hit = false;
                if (m > maximum || m != m) maximum = m;
                if (m != m) break;
            }
            double sum = 0, total = 0;
            for (long t = 0; t < plan_.tiles; t++) {
                const long at = t * plan_.chunk + i;
                sum += double(sums_[at]) * std::exp(double(maxima_[at]) - double(maximum));
                total += totals_[at];
            }
            // In double: beside a logit of 10,000 a float has three digits left for the loss.
            const double lse = double(maximum) + std::log(sum);
            double loss = (1 - even) * (lse - double(target_logit_[i]));
            if (even != 0) loss += even * (lse - total / double(p_.vocabulary));  // else 0 x infinity where a logit is -infinity
            if (z != 0) loss += z * lse * lse;
            row_loss_[i] = loss;
            hit_row_[i] = hit && target_logit_[i] == maximum;
            if (!keep_) continue;
            const double factor = p_.scale * (1 + 2 * z * lse) / sum;
            for (long t = 0; t < plan_.tiles; t++) {
                float& m = maxima_[t * plan_.chunk + i];
                m = float(factor * std::exp(double(m) - double(maximum)));
            }
        }
    }

    template <class Body>
    void blocks(double work, const Body& body) const {
        each_task(ceil_div(rows_, BlockRows), work, [&](long block) { body(block * BlockRows, std::min(rows_, (block + 1) * BlockRows)); });
    }

    void wide() {
        each_task(plan_.tiles, work(), [&](long tile) {
            OneThread one;
            const long columns = width_of(tile);
            multiply(false, !p_.weight.transposed, rows_, columns, p_.width, 1, x_, x_leading_, weight_of(tile), p_.weight.leading, 0,
                     tile_of(tile), plan_.leading);
            gather_(tile_of(tile), plan_.leading, rows_, columns, tile * plan_.columns, p_.bias ? p_.bias + tile * plan_.columns : nullptr, keep_,
                    statistics(tile, 0), hits(0));
        });
        blocks(40.0 * rows_ * plan_.tiles, [&](long from, long to) { finish(from, to); });
        if (!keep_) return;
        each_task(plan_.groups, 2 * work(), [&](long group) {
            OneThread one;
            const long first = group * plan_.tiles / plan_.groups, last = (group + 1) * plan_.tiles / plan_.groups;
            for (long tile = first; tile < last; tile++) spread(tile, parts_ + group * plan_.chunk * p_.width, tile > first);
        });
        if (!out_.dx) return;
        blocks(double(rows_) * p_.width * plan_.groups, [&](long from, long to) {
            for (long i = from; i < to; i++)
                add_parts_(parts_ + i * p_.width, plan_.groups, plan_.chunk * p_.width, p_.width, out_.dx + row_number(i) * p_.width);
        });
    }

    // A tile's share of the gradients.
    void spread(long tile, float* dx, bool more) {
        const long columns = width_of(tile), origin = tile * plan_.columns;
        float* logits = tile_of(tile);
        differentiate_(logits, plan_.leading, rows_, columns, origin, maxima_ + tile * plan_.chunk, even_, hit_, targets_);
        if (out_.dbias) add_columns_(logits, plan_.leading, rows_, columns, out_.dbias + origin);
        if (out_.dweight)
            multiply(true, false, columns, p_.width, rows_, 1, logits, plan_.leading, x_, x_leading_, begin_ > 0 ? 1 : 0, out_.dweight + origin * p_.width,
                     p_.width);
        if (out_.dx)
            multiply(false, p_.weight.transposed, rows_, p_.width, columns, 1, logits, plan_.leading, weight_of(tile), p_.weight.leading,
                     more ? 1 : 0, dx, p_.width);
    }

    void narrow() {
        const long v = p_.vocabulary, d = p_.width, leading = plan_.leading;
        const gemm::Matrix x{x_, x_leading_, false}, logits{logits_, leading, false};
        const gemm::Matrix turned{p_.weight.data, p_.weight.leading, !p_.weight.transposed};
        gemm::product(1, rows_, v, d, 1, x, turned, 0, logits_, leading, 0);
        blocks(30.0 * rows_ * v, [&](long from, long to) {
            float* rows = logits_ + from * leading;
            gather_(rows, leading, to - from, v, 0, p_.bias, keep_, statistics(0, from), hits(from));
            finish(from, to);
            if (keep_) differentiate_(rows, leading, to - from, v, 0, maxima_ + from, even_, hit_, targets_ + from);
        });
        if (out_.dbias) add_columns_(logits_, leading, rows_, v, out_.dbias);
        if (out_.dweight) gemm::product(1, v, d, rows_, 1, {logits_, leading, true}, x, begin_ > 0 ? 1 : 0, out_.dweight, d, 0);
        if (!out_.dx) return;
        float* dx = p_.counted ? parts_ : out_.dx + begin_ * d;
        gemm::product(1, rows_, d, v, 1, logits, p_.weight, 0, dx, d, 0);
        if (!p_.counted) return;
        for (long i = 0; i < rows_; i++) std::copy_n(dx + i * d, d, out_.dx + row_number(i) * d);
    }
};

}  // namespace

Outcome run(const Problem& problem, const Gradients& gradients) { return Walk(problem, gradients).run(); }

}  // namespace workbench::head
