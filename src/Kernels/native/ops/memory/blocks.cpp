#include "blocks.h"

#include <sys/mman.h>

#include <cstdint>

namespace workbench::memory {
namespace {

void* from_system(size_t size) {
    const size_t all = size + Blocks::Page;
    void* whole = mmap(nullptr, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (whole == MAP_FAILED) return nullptr;
    const auto start = reinterpret_cast<uintptr_t>(whole), aligned = (start + Blocks::Page - 1) / Blocks::Page * Blocks::Page;
    if (aligned > start) munmap(whole, aligned - start);
    if (const size_t behind = start + all - (aligned + size)) munmap(reinterpret_cast<void*>(aligned + size), behind);
    void* data = reinterpret_cast<void*>(aligned);
#ifdef MADV_HUGEPAGE
    madvise(data, size, MADV_HUGEPAGE);  // where the system refuses, pages are small
#endif
    return data;
}

}  // namespace

void* Blocks::take(size_t size) {
    size = (size + Page - 1) / Page * Page;
    std::lock_guard<std::mutex> lock(gate_);
    // The one that fits best, and wastes at most a quarter.
    size_t best = kept_.size();
    for (size_t i = 0; i < kept_.size(); i++)
        if (kept_[i].size >= size && kept_[i].size <= size + size / 4 && (best == kept_.size() || kept_[i].size < kept_[best].size)) best = i;
    if (best < kept_.size()) {
        const Block found = kept_[best];
        kept_.erase(kept_.begin() + long(best));
        kept_size_ -= found.size;
        given_[found.data] = found.size;
        return found.data;
    }
    void* data = from_system(size);
    if (!data) {
        keep_at_most(0);
        data = from_system(size);
    }
    if (data) given_[data] = size;
    return data;
}

bool Blocks::give_back(void* data) {
    std::lock_guard<std::mutex> lock(gate_);
    const auto found = given_.find(data);
    if (found == given_.end()) return false;
    kept_.push_back({data, found->second});
    kept_size_ += found->second;
    given_.erase(found);
    keep_at_most(MostKept);
    return true;
}

size_t Blocks::release() {
    std::lock_guard<std::mutex> lock(gate_);
    const size_t all = kept_size_;
    keep_at_most(0);
    return all;
}

void Blocks::keep_at_most(size_t size) {
    size_t gone = 0;
    for (; kept_size_ > size; gone++) {
        munmap(kept_[gone].data, kept_[gone].size);
        kept_size_ -= kept_[gone].size;
    }
    kept_.erase(kept_.begin(), kept_.begin() + long(gone));
}

}  // namespace workbench::memory
