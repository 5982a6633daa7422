using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="Modules.Linear"/>
        /// <param name="inputSize">The size of the input's last dimension.</param>
        /// <param name="outputSize">The size of the output's last dimension.</param>
        /// <param name="hasBias">Whether b is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">The parameters' element type; the default one when null.</param>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>A linear layer with given parameters, which it owns from then on.</summary>
        /// <param name="weight">W, [out_features, in_features].</param>
        /// <param name="bias">b, [out_features], or null.</param>
        public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

        /// <inheritdoc cref="Modules.Bilinear"/>
        /// <param name="in1_features">The size of the first input's last dimension.</param>
        /// <param name="in2_features">The size of the second input's last dimension.</param>
        /// <param name="out_features">The size of the output's last dimension.</param>
        /// <param name="hasBias">Whether b is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">The parameters' element type; the default one when null.</param>
        public static Bilinear Bilinear(long in1_features, long in2_features, long out_features, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in1_features, in2_features, out_features, hasBias, device, dtype);

        /// <inheritdoc cref="Modules.Identity"/>
        public static Identity Identity() => new();

        public static partial class functional
        {
            private static readonly Operator LinearFunction = new("linear"), BilinearFunction = new("bilinear");

            /// <summary>x W^T + b over the last dimension.</summary>
            /// <param name="input">x, [*, in].</param>
            /// <param name="weights">W, [out, in].</param>
            /// <param name="bias">b, [out], or null.</param>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => LinearFunction.One(input, weights, bias);

            /// <summary>x1^T A x2 + b over the last dimensions.</summary>
            /// <param name="input1">x1, [*, in1].</param>
            /// <param name="input2">x2, [*, in2].</param>
            /// <param name="weight">A, [out, in1, in2].</param>
            /// <param name="bias">b, [out], or null.</param>
            public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null) => BilinearFunction.One(input1, input2, weight, bias);
        }
    }
}
