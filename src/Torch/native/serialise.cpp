// Single tensors in libtorch's own archive format.
#include "guard.h"
#include "handles.h"

#include <torch/serialize.h>

WT_API int32_t wt_tensor_save(const at::Tensor* tensor, const char* path)
{
    return wt::guarded([&] { torch::save(*tensor, std::string(path)); });
}

WT_API int32_t wt_tensor_load(const char* path, at::Tensor** made)
{
    return wt::guarded([&] {
        at::Tensor loaded;
        torch::load(loaded, std::string(path));
        *made = wt::own(std::move(loaded));
    });
}
