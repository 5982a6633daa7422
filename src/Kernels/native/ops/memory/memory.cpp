// Idea: libtorch allocates tensors with posix_memalign, for which glibc looks for a free block of the requested size plus the alignment.
// A freed block of the same size does not suffice by itself, so a training step, which frees and allocates the same sizes again and
// again, leaves gaps of the size of its tensors. Here the block is first requested from malloc, which takes a freed block of exactly this
// size. It is aligned if all large blocks are multiples of a page apart, header included. Where a small block has moved the next large
// one, a filler up to the next page restores that; fillers stay, because a free one would become a part of the gap.
#include <stdint.h>
#include <stdlib.h>

#include <atomic>
#include <mutex>
#include <stdexcept>

#include "boundary.h"
#include "redirect.h"

namespace workbench::memory {
namespace {

constexpr size_t Least = 64 << 10;  // smaller blocks leave no gaps that matter
constexpr size_t Page = 4096;
constexpr size_t Header = sizeof(size_t);     // of glibc's blocks; other allocators have other ones, which costs memory alone
constexpr size_t LeastBlock = 4 * Header;     // of glibc
constexpr size_t Mapped = 2 * sizeof(size_t); // the distance from a page at which glibc's blocks of pages of their own begin
constexpr size_t MostFillers = 4096;          // 16 MB

std::atomic<bool> on{false};
std::mutex access;
void* fillers[MostFillers];  // no container: it would be destroyed at the end of the process, and could throw
size_t filler_count = 0;

size_t above_page(const void* block) { return reinterpret_cast<uintptr_t>(block) % Page; }

// Frees a block that is not aligned, but for a filler up to the next page, so that the next block can begin there; null if it does not.
void* after_filler(void* unaligned, size_t size) {
    size_t rest = Page - above_page(unaligned);
    if (rest < LeastBlock) rest += Page;
    void* const filler = realloc(unaligned, rest - Header);
    if (!filler) {
        free(unaligned);
        return nullptr;
    }
    void* block = malloc(size);
    if (block && above_page(block) == 0) {
        const std::lock_guard lock(access);
        if (filler_count < MostFillers) {
            fillers[filler_count++] = filler;
            return block;
        }
    }
    free(block);
    free(filler);
    return nullptr;
}

int allocate(void** block, size_t alignment, size_t size) {
    if (size < Least || alignment > Page || size > SIZE_MAX / 2 || !on.load(std::memory_order_relaxed))
        return posix_memalign(block, alignment, size);
    const size_t padded = (size + Header + Page - 1) / Page * Page - Header;
    void* found = malloc(padded);
    if (found && above_page(found) == Mapped) {
        free(found);
        found = nullptr;
    } else if (found && above_page(found) != 0) {
        found = after_filler(found, padded);
    }
    if (!found) return posix_memalign(block, Page, padded);
    *block = found;
    return 0;
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

// Frees the fillers, where the sizes of tensors are about to change. Returns their number.
WORKBENCH_EXPORT int64_t workbench_memory_release() {
    const std::lock_guard lock(memory::access);
    const size_t freed = memory::filler_count;
    for (size_t i = 0; i < freed; i++) free(memory::fillers[i]);
    memory::filler_count = 0;
    return static_cast<int64_t>(freed);
}
