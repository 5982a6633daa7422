// How arguments and results cross the C ABI: a flat array of these. Also known to Argument.cs.
#pragma once

#include <cstdint>

namespace wt {

enum class Tag : int64_t {
    none,
    tensor,      // p: at::Tensor*
    tensor_list, // p: at::Tensor**, n: count; a null element is an absent optional tensor
    integer,     // i
    real,        // d
    boolean,     // i
    complex,     // d, e
    int_list,    // p: int64_t*, n
    real_list,   // p: double*, n
    bool_list,   // p: int64_t*, n
    device,      // i: type, n: index
    string,      // p: UTF-8, n: bytes
    generator,   // p: at::Generator*
    scalar_list, // p: double*, n
    string_list, // p: UTF-8 texts, each ended by a zero, n: bytes
};

struct Argument {
    Tag tag;
    union {
        int64_t i;
        double d;
        void* p;
    };
    union {
        int64_t n;
        double e;
    };
};
static_assert(sizeof(Argument) == 24, "Argument.cs has the same layout");

} // namespace wt
