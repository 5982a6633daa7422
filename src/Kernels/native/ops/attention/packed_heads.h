// The keys and values of all key heads, packed for bf16.h; nothing for a problem in float32.
#pragma once
#include "bf16.h"
#include "parallel.h"
#include "space.h"

namespace workbench::attention {

class PackedHeads {
public:
    PackedHeads(const Problem& p, bool backward)
        : p_(p), backward_(backward), size_(packed_keys(p) * packed_width(p) / 2),
          space_(p.bf16 ? size_t((backward ? 3 : 2) * p.batch * p.groups * size_) : 0) {
        if (!p.bf16) return;
        const auto pack = WORKBENCH_BF16_VARIANTS(pack_rows_bf16).chosen();
        const long tiles = packed_keys(p) / KeyTile, heads = p.batch * p.groups;
        each_task(2 * heads * tiles, 8.0 * heads * p.keys * p.width, [&](long task) {
            const long tile = task / 2 % tiles, head = task / 2 / tiles, b = head / p.groups, group = head % p.groups;
            const bool keys = task % 2 == 0;
            const View& rows = keys ? p_.k : p_.v;
            // The forward pass needs k and turned v, the backward pass k, v and turned k.
            pack(p_, rows.row(b, group, 0), rows.token, tile * KeyTile, keys || backward_ ? at(keys ? 0 : 1, head) : nullptr,
                 keys == backward_ ? at(keys ? 2 : 1, head) : nullptr);
        });
    }

    PackedHead of(long b, long group) const {
        const long head = b * p_.groups + group;
        const uint32_t *k = at(0, head), *second = at(1, head);
        return {k, backward_ ? second : nullptr, backward_ ? at(2, head) : nullptr, backward_ ? nullptr : second, packed_keys(p_),
                packed_width(p_), bf16_units()};
    }

private:
    const Problem& p_;
    const bool backward_;
    const long size_;  // of one head, in pairs
    const Space space_;

    uint32_t* at(long which, long head) const {
        return reinterpret_cast<uint32_t*>(space_.data()) + (which * p_.batch * p_.groups + head) * size_;
    }
};

}  // namespace workbench::attention
