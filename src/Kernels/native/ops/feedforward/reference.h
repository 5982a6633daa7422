// Reference implementation in double.
#pragma once
#include <math.h>

namespace workbench::feedforward {

// Values match the C# enum Activation.
enum Function { Gelu, Relu, Silu, Sigmoid, GeluTanh, Identity, FunctionCount };

// f(x) and f'(x).
static inline void reference(Function function, double x, double& value, double& slope) {
    const double sigmoid = x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)), other = x < 0 ? 1 / (1 + exp(x)) : exp(-x) / (1 + exp(-x));
    const double below = 0.5 * erfc(-x * 0.70710678118654752440);
    switch (function) {
        case Gelu: value = x * below, slope = below + x * 0.39894228040143267794 * exp(-0.5 * x * x); break;
        case Relu: value = x > 0 ? x : 0, slope = x > 0; break;
        case Silu: value = x * sigmoid, slope = sigmoid + x * sigmoid * other; break;
        case GeluTanh: {  // x sigmoid(2 u): 1 + tanh(u) = 2 sigmoid(2 u)
            const double u = 1.59576912160573071176 * (x + 0.044715 * x * x * x), s = u < 0 ? exp(u) / (1 + exp(u)) : 1 / (1 + exp(-u));
            const double rest = u < 0 ? 1 / (1 + exp(u)) : exp(-u) / (1 + exp(-u));
            value = x * s, slope = s + s * rest * (1.59576912160573071176 * (x + 0.134145 * x * x * x));
            break;
        }
        case Identity: value = x, slope = 1; break;
        default: value = sigmoid, slope = sigmoid * other;
    }
}

}  // namespace workbench::feedforward
