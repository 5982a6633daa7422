// What a tensor is made of: metadata, memory, numbers.
#include "argument.h"
#include "compat.h"
#include "guard.h"
#include "handles.h"

using wt::Argument;
using wt::Tag;

// Also known to TensorInfo in Native.cs.
struct TensorInfo {
    int64_t dimensions;
    int64_t elements;
    int64_t element_size;
    int32_t scalar_type;
    int32_t device_type;
    int32_t device_index;
    int32_t layout;
    uint8_t requires_grad;
    uint8_t is_leaf;
    uint8_t is_contiguous;
    uint8_t has_names;
    uint8_t is_view;
    uint8_t is_inference;
    uint8_t is_conj;
    uint8_t is_neg;
    uint8_t is_zero; // zeros without memory, as some gradients are
};

WT_API void wt_tensor_delete(at::Tensor* tensor)
{
    // The destructor of a graph may run managed release callbacks; none of them throws.
    delete tensor;
    wt::live_handles.fetch_sub(1, std::memory_order_relaxed);
}

WT_API int32_t wt_tensor_alias(at::Tensor* tensor, at::Tensor** made)
{
    return wt::guarded([&] { *made = wt::own(*tensor); });
}

WT_API int32_t wt_tensor_info(const at::Tensor* tensor, TensorInfo* info)
{
    return wt::guarded([&] {
        bool dense = tensor->layout() == c10::kStrided;
        info->dimensions = tensor->dim();
        info->elements = tensor->numel();
        info->element_size = static_cast<int64_t>(tensor->element_size());
        info->scalar_type = static_cast<int32_t>(tensor->scalar_type());
        info->device_type = static_cast<int32_t>(tensor->device().type());
        info->device_index = tensor->device().index();
        info->layout = static_cast<int32_t>(tensor->layout());
        info->requires_grad = tensor->requires_grad();
        info->is_leaf = tensor->is_leaf();
        info->is_contiguous = dense && tensor->is_contiguous();
        info->has_names = tensor->has_names();
        info->is_view = tensor->is_view();
        info->is_inference = tensor->is_inference();
        info->is_conj = tensor->is_conj();
        info->is_neg = tensor->is_neg();
        info->is_zero = tensor->_is_zerotensor();
    });
}

// The dtype alone, a hot question; a handle is never null here.
WT_API int32_t wt_tensor_dtype(const at::Tensor* tensor) { return static_cast<int32_t>(tensor->scalar_type()); }
WT_API int64_t wt_tensor_dim(const at::Tensor* tensor) { return tensor->dim(); }

WT_API int32_t wt_tensor_sizes(const at::Tensor* tensor, int64_t* sizes, int64_t* strides, int64_t count)
{
    return wt::guarded([&] {
        TORCH_CHECK(count == tensor->dim(), "the tensor has ", tensor->dim(), " dimensions");
        if (sizes)
            std::copy_n(tensor->sizes().begin(), count, sizes);
        if (strides)
            std::copy_n(tensor->strides().begin(), count, strides);
    });
}

WT_API int32_t wt_tensor_data(const at::Tensor* tensor, void** data)
{
    return wt::guarded([&] {
        *data = tensor->data_ptr();
        TORCH_CHECK(*data || tensor->numel() == 0, "the tensor has no memory to read");
    });
}

WT_API int32_t wt_tensor_storage(const at::Tensor* tensor, void** data, int64_t* bytes, int64_t* offset)
{
    return wt::guarded([&] {
        *data = tensor->storage().data();
        *bytes = static_cast<int64_t>(tensor->storage().nbytes());
        *offset = tensor->storage_offset();
    });
}

WT_API int32_t wt_tensor_item(const at::Tensor* tensor, Argument* value)
{
    return wt::guarded([&] {
        auto scalar = tensor->item();
        *value = Argument{Tag::none, {}, {}};
        if (scalar.isBoolean()) {
            value->tag = Tag::boolean;
            value->i = scalar.toBool();
        } else if (scalar.isIntegral(false)) {
            value->tag = Tag::integer;
            value->i = scalar.toLong();
        } else if (scalar.isFloatingPoint()) {
            value->tag = Tag::real;
            value->d = scalar.toDouble();
        } else {
            auto number = scalar.toComplexDouble();
            value->tag = Tag::complex;
            value->d = number.real();
            value->e = number.imag();
        }
    });
}

// Memory that stays where it is; `release` is called with `state` when the last view of it goes.
WT_API int32_t wt_tensor_from_blob(void* data, const int64_t* sizes, int64_t count, int32_t dtype, void (*release)(void*), void* state, at::Tensor** made)
{
    return wt::guarded([&] {
        auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype));
        at::IntArrayRef shape(sizes, count);
        *made = wt::own(release ? at::from_blob(data, shape, [release, state](void*) { release(state); }, options)
                                : at::from_blob(data, shape, options));
    });
}

// Dimension names, joined by ','; '*' where a dimension has none.
WT_API int32_t wt_tensor_names(const at::Tensor* tensor, char* text, int64_t capacity)
{
    return wt::guarded([&] {
        std::string joined;
        for (const auto& name : tensor->names())
            joined += (joined.empty() ? "" : ",") + std::string(name.symbol().toUnqualString());
        TORCH_CHECK(static_cast<int64_t>(joined.size()) < capacity, "the dimension names are too long");
        std::copy(joined.begin(), joined.end(), text);
        text[joined.size()] = 0;
    });
}
