// Idea: libtorch allocates tensors with posix_memalign, for which glibc looks for a free block of the requested size plus the alignment.
// A freed block of the same size never suffices, so a training step, which frees and allocates the same sizes again and again, leaves gaps
// of the size of its tensors. Here the block is first requested from malloc, which takes a freed block of exactly this size. It is aligned
// if all blocks are multiples of the alignment apart, header included; otherwise posix_memalign allocates after all.
#include <stdint.h>
#include <stdlib.h>

#include <atomic>
#include <stdexcept>

#include "boundary.h"
#include "redirect.h"

namespace workbench::memory {
namespace {

constexpr size_t Least = 64 << 10;  // smaller blocks leave no gaps that matter
constexpr size_t Page = 4096;
constexpr size_t Header = sizeof(size_t);  // of glibc's blocks; other allocators have other ones, which costs memory alone

std::atomic<bool> on{false};

int allocate(void** block, size_t alignment, size_t size) {
    if (size < Least || alignment > Page || size > SIZE_MAX / 2 || !on.load(std::memory_order_relaxed))
        return posix_memalign(block, alignment, size);
    const size_t padded = (size + Header + Page - 1) / Page * Page - Header;
    if (void* const reused = malloc(padded)) {
        if (reinterpret_cast<uintptr_t>(reused) % Page == 0) {
            *block = reused;
            return 0;
        }
        free(reused);
    }
    return posix_memalign(block, Page, padded);
}

}  // namespace
}  // namespace workbench::memory

using namespace workbench;

// Redirects the allocation of tensors. `within` is an address in the library of libtorch that allocates them.
WORKBENCH_EXPORT const char* workbench_memory_install(const void* within) {
    return guarded([&] {
        if (!redirect(within, "posix_memalign", reinterpret_cast<const void*>(&memory::allocate)))
            throw std::runtime_error("this libtorch does not call posix_memalign by its table");
    });
}

// Turns the reuse on (1) or off (0). Blocks of both kinds are freed alike.
WORKBENCH_EXPORT void workbench_memory_use(int yes) { memory::on.store(yes != 0, std::memory_order_relaxed); }
