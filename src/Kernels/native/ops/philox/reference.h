// Reference implementation of one block of Philox4x32-10 (Salmon et al. 2011), for testing philox.simd.cpp.
#pragma once
#include <stdint.h>

namespace workbench::philox {

constexpr uint32_t Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
constexpr int Rounds = 10;

static inline void block(const uint32_t counter[4], uint32_t key0, uint32_t key1, uint32_t out[4]) {
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    for (int round = 0; round < Rounds; round++, key0 += Weyl0, key1 += Weyl1) {
        const uint64_t product0 = uint64_t(Multiplier0) * c0, product1 = uint64_t(Multiplier1) * c2;
        c0 = uint32_t(product1 >> 32) ^ c1 ^ key0;
        c1 = uint32_t(product1);
        c2 = uint32_t(product0 >> 32) ^ c3 ^ key1;
        c3 = uint32_t(product0);
    }
    out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

}  // namespace workbench::philox
