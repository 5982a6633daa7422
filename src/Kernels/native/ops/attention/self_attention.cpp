// Exported functions of attention on a packed projection, with optional rotation of queries and keys. Idea: avoid the copies for splitting
// the projection and merging its gradient, and do not save rotated queries and keys.
#include "boundary.h"
#include "run.h"
#include "space.h"
#include "../rope/rotate.h"

namespace workbench::attention {
namespace {

// Arguments from C#: a projection [B, T, H + 2 G, K], and rotary tables [at least T, K / 2], absent without rotation.
struct Packed {
    Tensor qkv, cosine, sine;
    int64_t heads, interleaved;

    long groups() const { return (qkv.size(2) - heads) / 2; }
    bool turns() const { return cosine.defined(); }
    void rotate(const Tensor& x, bool inverse, const Tensor& y) const { rope::rotate(x, cosine, sine, 0, interleaved != 0, inverse, y); }
};

// A view [B, count, T, K] of heads [first, first + count) of a tensor [B, T, heads, K].
struct Part {
    int64_t shape[4], steps[4];
    float* start;

    Part(const Tensor& packed, long first, long count)
        : shape{packed.size(0), count, packed.size(1), packed.size(3)},
          steps{packed.stride(0), packed.stride(2), packed.stride(1), packed.stride(3)}, start(packed.data() + first * packed.stride(2)) {}

    operator Tensor() const { return {start, shape, steps, 4}; }
};

// Queries and keys; with rotary tables, rotated into temporary memory. The backward pass repeats the rotation.
class Turned {
public:
    explicit Turned(const Packed& packed)
        : shape_{packed.qkv.size(0), packed.qkv.size(1), packed.heads + packed.groups(), packed.qkv.size(3)},
          steps_{shape_[1] * shape_[2] * shape_[3], shape_[2] * shape_[3], shape_[3], 1},
          space_(packed.turns() ? size_t(shape_[0] * steps_[0]) : 0),
          both_(packed.turns() ? Tensor{space_.data(), shape_, steps_, 4} : packed.qkv), heads_(packed.heads), groups_(packed.groups()) {
        if (packed.turns()) packed.rotate(Part(packed.qkv, 0, heads_ + groups_), false, Part(both_, 0, heads_ + groups_));
    }
    Turned(const Turned&) = delete;

    Part q() const { return {both_, 0, heads_}; }
    Part k() const { return {both_, heads_, groups_}; }

private:
    int64_t shape_[4], steps_[4];  // [B, T, H + G, K]
    Space space_;
    Tensor both_;
    long heads_, groups_;
};

}  // namespace
}  // namespace workbench::attention

using namespace workbench;
using namespace workbench::attention;

WORKBENCH_EXPORT const char* workbench_self_attention(const Packed* packed, const Terms* terms, const Tensor* out,
                                                      const Tensor* logsumexp) {
    return guarded([&] {
        const long heads = packed->heads, groups = packed->groups();
        const Turned in(*packed);
        attend(in.q(), in.k(), Part(packed->qkv, heads + groups, groups), *terms, *out, *logsumexp);
    });
}

// d_qkv is contiguous and completely overwritten.
WORKBENCH_EXPORT const char* workbench_self_attention_backward(const Packed* packed, const Terms* terms, const Backward* backward,
                                                               const Tensor* d_qkv) {
    return guarded([&] {
        const long heads = packed->heads, groups = packed->groups();
        const Turned in(*packed);
        attend_backward(in.q(), in.k(), Part(packed->qkv, heads + groups, groups), *terms, *backward, Part(*d_qkv, 0, heads),
                        Part(*d_qkv, heads, groups), Part(*d_qkv, heads + groups, groups));
        if (!packed->turns()) return;
        const Part turned(*d_qkv, 0, heads + groups);
        packed->rotate(turned, true, turned);
    });
}
