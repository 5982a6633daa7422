// One boxed call through libtorch's dispatcher serves every operator.
#include "argument.h"
#include "compat.h"
#include "guard.h"
#include "handles.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/scalar_tensor.h>

#include <cstdlib>
#include <memory>

namespace {

using wt::Argument;
using wt::Tag;

// What the schema wants of a parameter, as far as a conversion depends on it.
enum class Want { any, tensor, optional_tensor, tensor_list, optional_tensor_list, integer, real, boolean, int_list, real_list, bool_list, scalar_list };

struct Operator {
    c10::OperatorHandle handle;
    std::vector<Want> wants;
    std::vector<bool> optional;
};

Want want(const c10::TypePtr& declared)
{
    auto type = declared;
    bool optional = false;
    if (auto inner = type->cast<c10::OptionalType>()) {
        type = inner->getElementType();
        optional = true;
    }
    switch (type->kind()) {
    case c10::TypeKind::TensorType: return optional ? Want::optional_tensor : Want::tensor;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return Want::integer;
    case c10::TypeKind::FloatType: return Want::real;
    case c10::TypeKind::BoolType: return Want::boolean;
    case c10::TypeKind::ListType: {
        auto element = type->expectRef<c10::ListType>().getElementType();
        switch (element->kind()) {
        case c10::TypeKind::TensorType: return Want::tensor_list;
        case c10::TypeKind::OptionalType: return Want::optional_tensor_list;
        case c10::TypeKind::IntType:
        case c10::TypeKind::SymIntType: return Want::int_list;
        case c10::TypeKind::FloatType: return Want::real_list;
        case c10::TypeKind::BoolType: return Want::bool_list;
        case c10::TypeKind::NumberType: return Want::scalar_list;
        default: return Want::any;
        }
    }
    default: return Want::any;
    }
}

c10::IValue tensor_list(const Argument& argument, Want wanted)
{
    auto** handles = static_cast<at::Tensor**>(argument.p);
    if (wanted == Want::optional_tensor_list) {
        c10::List<c10::optional<at::Tensor>> list;
        list.reserve(argument.n);
        for (int64_t k = 0; k < argument.n; ++k)
            list.push_back(handles[k] ? c10::optional<at::Tensor>(*handles[k]) : c10::nullopt);
        return list;
    }
    c10::List<at::Tensor> list;
    list.reserve(argument.n);
    for (int64_t k = 0; k < argument.n; ++k) {
        if (!handles[k])
            throw wt::MissingArgument("tensors[" + std::to_string(k) + "]");
        list.push_back(*handles[k]);
    }
    return list;
}

// Numbers follow the schema: an integer is taken where a float or a list of one is wanted.
c10::IValue to_ivalue(const Argument& argument, Want wanted, bool optional, const c10::Argument& declared)
{
    switch (argument.tag) {
    case Tag::none:
        if (!optional)
            throw wt::MissingArgument(declared.name());
        return {};
    case Tag::tensor:
        if (!argument.p)
            throw wt::MissingArgument(declared.name());
        return *static_cast<at::Tensor*>(argument.p);
    case Tag::tensor_list: return tensor_list(argument, wanted);
    case Tag::integer:
        if (wanted == Want::real)
            return static_cast<double>(argument.i);
        if (wanted == Want::int_list)
            return c10::List<int64_t>({argument.i});
        if (wanted == Want::real_list)
            return c10::List<double>({static_cast<double>(argument.i)});
        if (wanted == Want::boolean)
            return argument.i != 0;
        if (wanted == Want::tensor || wanted == Want::optional_tensor) {
            auto number = at::scalar_tensor(argument.i, at::kLong);
            number.unsafeGetTensorImpl()->set_wrapped_number(true);
            return number;
        }
        return argument.i;
    case Tag::real:
        if (wanted == Want::real_list)
            return c10::List<double>({argument.d});
        if (wanted == Want::tensor || wanted == Want::optional_tensor) {
            auto number = at::scalar_tensor(argument.d, at::kDouble);
            number.unsafeGetTensorImpl()->set_wrapped_number(true);
            return number;
        }
        return argument.d;
    case Tag::boolean: return argument.i != 0;
    case Tag::complex: return c10::complex<double>(argument.d, argument.e);
    case Tag::int_list: {
        auto* values = static_cast<int64_t*>(argument.p);
        if (wanted == Want::real_list) {
            c10::List<double> list;
            for (int64_t k = 0; k < argument.n; ++k)
                list.push_back(static_cast<double>(values[k]));
            return list;
        }
        c10::List<int64_t> list;
        list.reserve(argument.n);
        for (int64_t k = 0; k < argument.n; ++k)
            list.push_back(values[k]);
        return list;
    }
    case Tag::real_list: {
        auto* values = static_cast<double*>(argument.p);
        c10::List<double> list;
        list.reserve(argument.n);
        for (int64_t k = 0; k < argument.n; ++k)
            list.push_back(values[k]);
        return list;
    }
    case Tag::bool_list: {
        auto* values = static_cast<int64_t*>(argument.p);
        c10::List<bool> list;
        list.reserve(argument.n);
        for (int64_t k = 0; k < argument.n; ++k)
            list.push_back(values[k] != 0);
        return list;
    }
    case Tag::scalar_list: {
        auto* values = static_cast<double*>(argument.p);
        c10::impl::GenericList list(c10::NumberType::get());
        for (int64_t k = 0; k < argument.n; ++k)
            list.push_back(values[k]);
        return list;
    }
    case Tag::device: return c10::Device(static_cast<c10::DeviceType>(argument.i), static_cast<c10::DeviceIndex>(argument.n));
    case Tag::string: return std::string(static_cast<const char*>(argument.p), argument.n);
    case Tag::string_list: {
        c10::List<std::string> list;
        auto* text = static_cast<const char*>(argument.p);
        for (auto* end = text + argument.n; text < end; text += list.get(list.size() - 1).size() + 1)
            list.push_back(std::string(text));
        return list;
    }
    case Tag::generator: return *static_cast<at::Generator*>(argument.p);
    }
    TORCH_CHECK(false, "an argument of an unknown kind for '", declared.name(), "'");
}

Argument array_of(const std::vector<at::Tensor>& tensors)
{
    auto** handles = static_cast<at::Tensor**>(std::malloc(sizeof(void*) * (tensors.size() + 1)));
    for (size_t k = 0; k < tensors.size(); ++k)
        handles[k] = wt::own_if_defined(tensors[k]);
    Argument result{Tag::tensor_list, {}, {}};
    result.p = handles;
    result.n = static_cast<int64_t>(tensors.size());
    return result;
}

Argument from_ivalue(c10::IValue value)
{
    Argument result{Tag::none, {}, {}};
    if (value.isTensor()) {
        result.tag = Tag::tensor;
        result.p = wt::own_if_defined(std::move(value).toTensor());
    } else if (value.isTensorList()) {
        result = array_of(value.toTensorVector());
    } else if (value.isInt()) {
        result.tag = Tag::integer;
        result.i = value.toInt();
    } else if (value.isDouble()) {
        result.tag = Tag::real;
        result.d = value.toDouble();
    } else if (value.isBool()) {
        result.tag = Tag::boolean;
        result.i = value.toBool();
    } else if (value.isComplexDouble()) {
        result.tag = Tag::complex;
        result.d = value.toComplexDouble().real();
        result.e = value.toComplexDouble().imag();
    }
    return result;
}

} // namespace

// Resolves an operator once; null if this libtorch does not have it.
WT_API int32_t wt_operator_find(const char* name, const char* overload, void** found)
{
    *found = nullptr;
    return wt::guarded([&] {
        auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        if (!handle)
            return;
        auto resolved = std::make_unique<Operator>(Operator{*handle, {}, {}});
        for (const auto& argument : handle->schema().arguments()) {
            resolved->wants.push_back(want(argument.type()));
            resolved->optional.push_back(argument.type()->kind() == c10::TypeKind::OptionalType);
        }
        *found = resolved.release(); // lives as long as the process, like the operator itself
    });
}

// Calls an operator. Missing trailing arguments take their defaults. Up to `capacity` results are written; with none, they are dropped.
WT_API int32_t wt_operator_call(void* handle, const Argument* arguments, int32_t count, Argument* results, int32_t capacity)
{
    return wt::guarded([&] {
        auto& op = *static_cast<Operator*>(handle);
        const auto& declared = op.handle.schema().arguments();
        TORCH_CHECK(count <= static_cast<int32_t>(declared.size()), op.handle.schema().name(), " takes ", declared.size(), " arguments, not ", count);
        torch::jit::Stack stack;
        stack.reserve(declared.size());
        for (int32_t k = 0; k < count; ++k)
            stack.push_back(to_ivalue(arguments[k], op.wants[k], op.optional[k], declared[k]));
        for (size_t k = count; k < declared.size(); ++k) {
            TORCH_CHECK(declared[k].default_value(), op.handle.schema().name(), " needs '", declared[k].name(), "'");
            stack.push_back(*declared[k].default_value());
        }
        op.handle.callBoxed(stack);
        for (int32_t k = 0; k < capacity; ++k)
            results[k] = k < static_cast<int32_t>(stack.size()) ? from_ivalue(std::move(stack[k])) : Argument{Tag::none, {}, {}};
    });
}

WT_API void wt_free(void* memory) { std::free(memory); }

// The most frequent binary operators without boxing: 0 add, 1 sub, 2 mul, 3 div, 4 matmul.
WT_API int32_t wt_binary(int32_t which, at::Tensor* left, at::Tensor* right, at::Tensor** result)
{
    return wt::guarded([&] {
        switch (which) {
        case 0: *result = wt::own(left->add(*right)); break;
        case 1: *result = wt::own(left->sub(*right)); break;
        case 2: *result = wt::own(left->mul(*right)); break;
        case 3: *result = wt::own(left->div(*right)); break;
        default: *result = wt::own(left->matmul(*right)); break;
        }
    });
}
