// Uninitialised temporary memory of one call, aligned to 64 bytes.
#pragma once
#include <stddef.h>

#include <memory>
#include <new>

namespace workbench::attention {

class Space {
public:
    explicit Space(size_t count) : data_(count == 0 ? nullptr : static_cast<float*>(::operator new(count * sizeof(float), Alignment))) {}
    float* data() const { return data_.get(); }

private:
    static constexpr std::align_val_t Alignment{64};
    struct Free {
        void operator()(float* data) const { ::operator delete(data, Alignment); }
    };
    std::unique_ptr<float, Free> data_;
};

}  // namespace workbench::attention
