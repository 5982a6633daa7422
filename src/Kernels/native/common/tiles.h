// AMX's tiles, for *.bf16.cpp: eight registers of 16 rows of 64 bytes, and the product of two of them, c [16, 16] float32 += a [16, 16 pairs]
// b [16 pairs, 16]. `Emulated` is the same in arrays, so that what is written for tiles can be tested on every processor.
#pragma once
#include "isa.h"
#include "pairs.h"

namespace workbench::WORKBENCH_ISA::tile_units {

constexpr long Side = 16;

#if defined(WORKBENCH_HAS_AMX)

// Written as assembly, because the compilers' intrinsics take no template arguments. %c prints a number without its dollar sign.
struct Hardware {
    template <int tile>
    static void zero() {
        asm volatile("tilezero %%tmm%c0" ::"i"(tile));
    }
    template <int tile>
    static void load(const void* from, long row) {
        asm volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(row * 4), "i"(tile) : "memory");
    }
    template <int tile>
    static void store(float* to, long row) {
        asm volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(to), "r"(row * 4), "i"(tile) : "memory");
    }
    template <int c, int a, int b>
    static void multiply() {
        asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(c), "i"(a), "i"(b));
    }
};

#endif

struct Emulated {
    static uint32_t (&tile_of(int tile))[Side][Side] {
        static thread_local uint32_t tiles[8][Side][Side];
        return tiles[tile];
    }
    template <int tile>
    static void zero() { memset(tile_of(tile), 0, sizeof tile_of(tile)); }
    template <int tile>
    static void load(const void* from, long row) {
        for (long i = 0; i < Side; i++) memcpy(tile_of(tile)[i], static_cast<const uint32_t*>(from) + i * row, 4 * Side);
    }
    template <int tile>
    static void store(float* to, long row) {
        for (long i = 0; i < Side; i++) memcpy(to + i * row, tile_of(tile)[i], 4 * Side);
    }
    template <int c, int a, int b>
    static void multiply() {
        for (long i = 0; i < Side; i++)
            for (long j = 0; j < Side; j++) {
                float sum = number(tile_of(c)[i][j]);
                for (long p = 0; p < Side; p++) {
                    const Pair left = tile_of(a)[i][p], right = tile_of(b)[p][j];
                    sum += number(left << 16) * number(right << 16);
                    sum += number(left & 0xffff0000u) * number(right & 0xffff0000u);
                }
                memcpy(&tile_of(c)[i][j], &sum, sizeof sum);
            }
    }

private:
    static float number(uint32_t bits) {
        float x;
        memcpy(&x, &bits, sizeof x);
        return x;
    }
};

// While it lives, this thread's tiles are 16 rows of 64 bytes.
class Configured {
public:
    explicit Configured(Bf16Units units) : amx_(units == Bf16Units::amx) {
        if (amx_) begin();
    }
    ~Configured() {
        if (amx_) end();
    }
    Configured(const Configured&) = delete;

private:
    const bool amx_;

#if defined(WORKBENCH_HAS_AMX)
    static void begin() {
        struct alignas(64) Layout {
            uint8_t palette = 1, start = 0, unused[14] = {};
            uint16_t bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
            uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
        };
        static const Layout layout;
        asm volatile("ldtilecfg %0" ::"m"(layout));
    }
    static void end() { asm volatile("tilerelease"); }
#else
    static void begin() {}
    static void end() {}
#endif
};

}  // namespace workbench::WORKBENCH_ISA::tile_units
