// Idea: a training step frees what the next one asks for. As it comes, malloc gives large pieces back to the system at once, and every step pays
// for the same pages again, on one thread, in pages of 4 kB whose addresses then miss the processor's table of them. Here tensors of a
// megabyte and more come from blocks that are kept, in pages of 2 MB where the system has them; malloc keeps what is smaller.
// Outcome (`bench attention --only growth`, with WORKBENCH_KERNELS=memory=off -> without): linear attention of 16,384 tokens, forward and backward,
// 132 -> 98 ms; it grew by 1.6 times more than its length from 2,048 tokens on, then by 1.2 times.
// Not an operator but libtorch's allocator on the CPU; libtorch's own stands behind it.
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

#include <cstdlib>
#include <initializer_list>

#ifdef __linux__
#include <malloc.h>
#endif

#include "blocks.h"
#include "boundary.h"
#include "registry.h"

namespace workbench::memory {
namespace {

constexpr size_t Large = 1 << 20;

// Never destroyed: tensors of other libraries may outlive this one's statics.
Blocks& blocks() {
    static auto* all = new Blocks;
    return *all;
}

void free_tensor(void* data) {
    if (data && !blocks().give_back(data)) c10::free_cpu(data);
}

struct TensorMemory final : c10::Allocator {
    c10::DataPtr allocate(size_t size) const override {
        void* data = size >= Large ? blocks().take(size) : nullptr;
        if (!data) data = c10::alloc_cpu(size);  // throws when there is none
        return {data, data, &free_tensor, c10::Device(c10::DeviceType::CPU)};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &free_tensor; }
};

// Whoever sets malloc's own variables has decided otherwise.
void let_malloc_keep_memory() {
#ifdef __GLIBC__
    for (const char* variable : {"MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "GLIBC_TUNABLES"})
        if (std::getenv(variable)) return;
    mallopt(M_MMAP_THRESHOLD, int(4 * Large));
    mallopt(M_TRIM_THRESHOLD, int(128 * Large));
#endif
}

void install() {
    let_malloc_keep_memory();
    c10::SetCPUAllocator(new TensorMemory, 1);
}

Kernel kernel("memory", &install, [] { return std::string("blocks of 2 MB"); });

}  // namespace
}  // namespace workbench::memory

// Gives back to the system what freed tensors have left, malloc's part too. *size: the bytes of the blocks.
WORKBENCH_EXPORT const char* workbench_release_memory(int64_t* size) {
    return workbench::guarded([&] {
        *size = int64_t(workbench::memory::blocks().release());
#ifdef __GLIBC__
        malloc_trim(0);
#endif
    });
}
