// Large pieces of memory that are kept when they are let go, and given out again.
#pragma once
#include <cstddef>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace workbench::memory {

// Sizes are bytes. Every call may come from any thread.
class Blocks {
    struct Block {
        void* data;
        size_t size;
    };

    std::mutex gate_;
    std::vector<Block> kept_;                      // let go, oldest first
    std::unordered_map<void*, size_t> given_;      // to whom it may concern
    size_t kept_size_ = 0;

    void keep_at_most(size_t size);

public:
    static constexpr size_t Page = 2 << 20;        // a huge page; sizes are whole numbers of them
    static constexpr size_t MostKept = 1 << 30;    // beyond it the oldest goes back to the system

    // A block of at least this size, aligned to a page; null when the system has none.
    void* take(size_t size);

    // Takes a block back; false for what is none.
    bool give_back(void* data);

    // Everything that is kept goes back to the system. How much that was.
    size_t release();
};

}  // namespace workbench::memory
