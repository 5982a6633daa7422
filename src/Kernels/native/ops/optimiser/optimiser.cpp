// Idea: a step of AdamW with clipping by the global norm is memory-bound, and plain operators need about eight passes per tensor, one
// tensor at a time. Here it needs two passes over everything: one that reads the gradients for their norm, and one that reads gradients,
// moments and weights and writes the latter two. Clipping scales the gradients while reading and does not modify them. All tensors of all
// groups form one list of blocks for the threads, so a hundred small vectors need only one call. Measured: docs/kernels.md.
#include "optimiser.h"

#include <stdint.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "boundary.h"
#include "parallel.h"

namespace workbench::optimiser {
namespace {

constexpr long Block = 1 << 14;  // elements per task; the division depends only on the numbers of elements

// A parameter, as declared in C#; the four arrays have the same layout.
struct Parameter {
    float* weight;
    const float* gradient;
    float *mean, *square;
    int64_t count;  // 0 without a gradient
    int64_t step;   // 1-based, including this step
    int64_t group;
};

// AdamW's options of a parameter group, as declared in C#.
struct Group {
    double rate, beta1, beta2, epsilon, weight_decay;
};

// The blocks of all tensors with consecutive numbers; those of tensor i start at first[i].
class Blocks {
    std::vector<long>& first_;

    static std::vector<long>& buffer() {
        static thread_local std::vector<long> kept;
        return kept;
    }

public:
    long elements = 0;

    Blocks(const Parameter* parameters, long count) : first_(buffer()) {
        first_.assign(1, 0);
        for (long i = 0; i < count; i++) {
            elements += parameters[i].count;
            first_.push_back(first_.back() + ceil_div(parameters[i].count, Block));
        }
    }

    long count() const { return first_.back(); }

    // Calls body(tensor, first element) for one block.
    template <class Body>
    void at(long block, const Body& body) const {
        const long tensor = std::upper_bound(first_.begin(), first_.end(), block) - first_.begin() - 1;
        body(tensor, (block - first_[tensor]) * Block);
    }
};

double norm_of(const Parameter* parameters, long count) {
    const auto kernel = WORKBENCH_VARIANTS(sum_of_squares).chosen();
    const Blocks blocks(parameters, count);
    static thread_local std::vector<double> kept;
    kept.resize(blocks.count());
    double* sums = kept.data();
    each_task(blocks.count(), 4.0 * blocks.elements, [&](long block) {
        blocks.at(block, [&](long i, long from) {
            sums[block] = kernel(parameters[i].gradient + from, std::min(Block, long(parameters[i].count) - from));
        });
    });
    double sum = 0;
    for (long block = 0; block < blocks.count(); block++) sum += sums[block];
    return std::sqrt(sum);
}

Step constants(const Group& group, long step, double scale) {
    return {float(1 - group.rate * group.weight_decay), float(group.beta1), float(1 - group.beta1), float(group.beta2), float(1 - group.beta2),
            float(1 / std::sqrt(1 - std::pow(group.beta2, double(step)))), float(group.epsilon),
            float(-group.rate / (1 - std::pow(group.beta1, double(step)))), float(scale)};
}

void update(const Parameter* parameters, long count, const Group* groups, double scale) {
    const auto kernel = WORKBENCH_VARIANTS(adamw).chosen();
    static thread_local std::vector<Step> kept;
    kept.resize(count);
    Step* constant = kept.data();
    for (long i = 0; i < count; i++)
        if (parameters[i].count > 0) constant[i] = constants(groups[parameters[i].group], parameters[i].step, scale);
    const Blocks blocks(parameters, count);
    each_task(blocks.count(), 12.0 * blocks.elements, [&](long block) {
        blocks.at(block, [&](long i, long from) {
            const auto& p = parameters[i];
            kernel(p.weight + from, p.gradient + from, p.mean + from, p.square + from, std::min(Block, long(p.count) - from), constant[i]);
        });
    });
}

}  // namespace
}  // namespace workbench::optimiser

using namespace workbench;
using namespace workbench::optimiser;

// *norm is the global 2-norm of all gradients; reads only the gradient and the count of each parameter.
WORKBENCH_EXPORT const char* workbench_optimiser_norm(const Parameter* parameters, int64_t count, double* norm) {
    return guarded([&] { *norm = norm_of(parameters, count); });
}

// One step of every parameter with a gradient; gradients are multiplied by `scale`.
WORKBENCH_EXPORT const char* workbench_optimiser_step(const Parameter* parameters, int64_t count, const Group* groups, double scale) {
    return guarded([&] { update(parameters, count, groups, scale); });
}
