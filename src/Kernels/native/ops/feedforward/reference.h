// Reference implementation in double.
#pragma once
#include <math.h>

namespace workbench::feedforward {

// Values match the C# enum Activation.
enum Function { Gelu, Relu, Silu, Sigmoid, FunctionCount };

// f(x) and f'(x).
static inline void reference(Function function, double x, double& value, double& slope) {
    const double sigmoid = x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)), other = x < 0 ? 1 / (1 + exp(x)) : exp(-x) / (1 + exp(-x));
    const double below = 0.5 * erfc(-x * 0.70710678118654752440);
    switch (function) {
        case Gelu: value = x * below, slope = below + x * 0.39894228040143267794 * exp(-0.5 * x * x); break;
        case Relu: value = x > 0 ? x : 0, slope = x > 0; break;
        case Silu: value = x * sigmoid, slope = sigmoid + x * sigmoid * other; break;
        default: value = sigmoid, slope = sigmoid * other;
    }
}

}  // namespace workbench::feedforward
