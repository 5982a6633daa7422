using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The functions behind the modules.</summary>
        public static partial class functional
        {
            // An elementwise function and its in-place form, which answers a new tensor object for the same storage.
            private sealed class Elementwise(string name)
            {
                private readonly Operator _plain = new(name);
                private readonly Operator _inPlace = new(name + "_");

                internal Tensor Call(bool inplace, params ReadOnlySpan<Argument> arguments) => (inplace ? _inPlace : _plain).One(arguments);
            }

            private static readonly Elementwise Relu = new("relu"), Relu6 = new("relu6"), LeakyRelu = new("leaky_relu"), Rrelu = new("rrelu"),
                ThresholdFunction = new("threshold"), HardTanh = new("hardtanh"), Elu = new("elu"), Celu = new("celu"), Selu = new("selu"),
                SigmoidFunction = new("sigmoid"), HardSigmoid = new("hardsigmoid"), TanhFunction = new("tanh"), Silu = new("silu"),
                HardSwish = new("hardswish"), MishFunction = new("mish"), Gelu = new("gelu");

            private static readonly Operator HardShrink = new("hardshrink"), SoftShrink = new("softshrink"), SoftPlus = new("softplus"),
                LogSigmoidFunction = new("log_sigmoid"), Glu = new("glu"), Prelu = new("prelu"), SoftmaxFunction = new("softmax", "int"), LogSoftmaxFunction = new("log_softmax", "int");

            /// <inheritdoc cref="Modules.ReLU"/>
            public static Tensor relu(Tensor x, bool inplace = false) => Relu.Call(inplace, x);

            /// <inheritdoc cref="Modules.ReLU6"/>
            public static Tensor relu6(Tensor x, bool inplace = false) => Relu6.Call(inplace, x);

            /// <inheritdoc cref="Modules.LeakyReLU"/>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => LeakyRelu.Call(inplace, input, negative_slope);

            /// <inheritdoc cref="Modules.PReLU"/>
            public static Tensor prelu(Tensor input, Tensor weight) => Prelu.One(input, weight);

            /// <summary>x for x at least 0, else x times the mean of the bounds; the random form is the module's, in training.</summary>
            public static Tensor rrelu(Tensor x, double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false) => rrelu(x, lower, upper, inplace, training: false);

            internal static Tensor rrelu(Tensor x, double lower, double upper, bool inplace, bool training) =>
                Rrelu.Call(inplace, x, lower, upper, training, Argument.None);

            /// <inheritdoc cref="Modules.Threshold"/>
            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false) => ThresholdFunction.Call(inplace, x, threshold, value);

            /// <inheritdoc cref="Modules.Threshold"/>
            public static Tensor Threshold(Tensor x, double threshold, double value, bool inplace = false) => functional.threshold(x, threshold, value, inplace);

            /// <inheritdoc cref="Modules.Hardtanh"/>
            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false) => HardTanh.Call(inplace, x, min_val, max_val);

            /// <inheritdoc cref="Modules.Hardtanh"/>
            public static Tensor Hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false) => hardtanh(x, min_val, max_val, inplace);

            /// <inheritdoc cref="Modules.Hardshrink"/>
            public static Tensor hardshrink(Tensor x, double lambda = 0.5) => HardShrink.One(x, lambda);

            /// <inheritdoc cref="Modules.Hardshrink"/>
            public static Tensor Hardshrink(Tensor x, double lambda = 0.5) => hardshrink(x, lambda);

            /// <inheritdoc cref="Modules.Softshrink"/>
            public static Tensor softshrink(Tensor x, double lambda = 0.5) => SoftShrink.One(x, lambda);

            /// <inheritdoc cref="Modules.Softshrink"/>
            public static Tensor Softshrink(Tensor x, double lambda = 0.5) => softshrink(x, lambda);

            /// <inheritdoc cref="Modules.ELU"/>
            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => Elu.Call(inplace, x, alpha, 1.0, 1.0);

            /// <inheritdoc cref="Modules.CELU"/>
            public static Tensor celu(Tensor x, double alpha, bool inplace = false) => Celu.Call(inplace, x, alpha);

            /// <inheritdoc cref="Modules.SELU"/>
            public static Tensor selu(Tensor x, bool inplace = false) => Selu.Call(inplace, x);

            /// <inheritdoc cref="Modules.Softplus"/>
            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) => SoftPlus.One(x, beta, threshold);

            /// <inheritdoc cref="Modules.Sigmoid"/>
            public static Tensor sigmoid(Tensor x) => SigmoidFunction.Call(false, x);

            /// <inheritdoc cref="Modules.Sigmoid"/>
            public static Tensor sigmoid(Tensor x, bool inplace) => SigmoidFunction.Call(inplace, x);

            /// <inheritdoc cref="Modules.LogSigmoid"/>
            public static Tensor logsigmoid(Tensor x) => LogSigmoidFunction.One(x);

            /// <inheritdoc cref="Modules.Hardsigmoid"/>
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => HardSigmoid.Call(inplace, input);

            /// <inheritdoc cref="Modules.Tanh"/>
            public static Tensor tanh(Tensor x, bool inplace = false) => TanhFunction.Call(inplace, x);

            /// <inheritdoc cref="Modules.Tanhshrink"/>
            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using var hyperbolic = tanh(x);
                return inplace ? x.sub_(hyperbolic).alias() : x - hyperbolic;
            }

            /// <inheritdoc cref="Modules.Tanhshrink"/>
            public static Tensor Tanhshrink(Tensor x) => tanhshrink(x);

            /// <inheritdoc cref="Modules.Softsign"/>
            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using var magnitude = x.abs();
                using var denominator = magnitude + 1;
                return inplace ? x.div_(denominator).alias() : x / denominator;
            }

            /// <inheritdoc cref="Modules.Softsign"/>
            public static Tensor Softsign(Tensor x) => softsign(x);

            /// <inheritdoc cref="Modules.SiLU"/>
            public static Tensor silu(Tensor x, bool inplace = false) => Silu.Call(inplace, x);

            /// <inheritdoc cref="Modules.SiLU"/>
            public static Tensor SiLU(Tensor x, bool inplace = false) => silu(x, inplace);

            /// <inheritdoc cref="Modules.Hardswish"/>
            public static Tensor hardswish(Tensor input, bool inplace = false) => HardSwish.Call(inplace, input);

            /// <inheritdoc cref="Modules.Mish"/>
            public static Tensor mish(Tensor x, bool inplace = false) => MishFunction.Call(inplace, x);

            /// <inheritdoc cref="Modules.Mish"/>
            public static Tensor Mish(Tensor x) => mish(x);

            /// <inheritdoc cref="Modules.GELU"/>
            public static Tensor gelu(Tensor x) => gelu(x, Modules.GELU.Approximate.none);

            /// <inheritdoc cref="Modules.GELU"/>
            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            /// <inheritdoc cref="Modules.GELU"/>
            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false) =>
                Gelu.Call(inplace, x, approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none");

            /// <inheritdoc cref="Modules.GLU"/>
            public static Tensor glu(Tensor input, long dim = -1) => Glu.One(input, dim);

            /// <inheritdoc cref="Modules.Softmax"/>
            /// <param name="input">The values.</param>
            /// <param name="dim">The dimension whose values sum to 1.</param>
            /// <param name="dtype">The type that the input is converted to first.</param>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxFunction.One(input, dim, dtype);

            /// <inheritdoc cref="Modules.LogSoftmax"/>
            public static Tensor log_softmax(Tensor x, long dim) => LogSoftmaxFunction.One(x, dim, Argument.None);

            /// <inheritdoc cref="Modules.Softmin"/>
            public static Tensor softmin(Tensor x, long dim)
            {
                using var negative = -x;
                return softmax(negative, dim);
            }

            /// <inheritdoc cref="Modules.Softmax2d"/>
            public static Tensor softmax2d(Tensor x) => softmax(x, -3);
        }
    }
}
