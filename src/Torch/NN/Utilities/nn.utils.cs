using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Functions over parameters.</summary>
        public static partial class utils
        {
            private static readonly Operator Norms = new("_foreach_norm", "Scalar"), NormOf = new("linalg_vector_norm"), ClampInto = new("clamp_");

            /// <summary>Scales all gradients so that their common norm is at most a maximum.</summary>
            /// <param name="tensors">The parameters; those without gradient do not count.</param>
            /// <param name="max_norm">The largest norm.</param>
            /// <param name="norm_type">The p of the norm; may be infinite.</param>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                var gradients = Gradients(tensors);
                if (gradients.Length == 0) return 0;
                // The norm of the norms, as PyTorch computes it.
                var norms = Array.ConvertAll(Norms.Many(gradients, norm_type), norm => norm.to(gradients[0].device));
                var total = NormOf.One(stack(norms), norm_type);
                var norm = total.to(ScalarType.Float64).item<double>();
                var coefficient = total.add(1e-6).reciprocal().mul(max_norm).clamp(max: 1);
                // A factor of exactly 1 leaves every gradient as it is; NaN must not.
                if (coefficient.to(ScalarType.Float64).item<double>() == 1) return norm;
                foreach (var gradient in gradients) InPlace.Scale(gradient, coefficient.to(gradient.device));
                return norm;
            }

            /// <summary>Clamps all gradients to plus and minus a value.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                foreach (var gradient in Gradients(tensors)) ClampInto.Run(gradient, -clip_value, clip_value);
            }

            /// <summary>All parameters as one vector, in order.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat([.. tensors.Select(tensor => tensor.view(-1))]).MoveToOuterDisposeScope();
            }

            /// <summary>Writes the elements of a vector to parameters, in order.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                long at = 0;
                foreach (var tensor in tensors)
                {
                    var count = tensor.numel();
                    tensor.copy_(vec.narrow(0, at, count).view(tensor.shape));
                    at += count;
                }
            }

            /// <summary>The weights of a convolution and a batch normalisation after it, as those of one convolution.</summary>
            /// <param name="conv_w">The kernels.</param>
            /// <param name="conv_b">The bias, or null.</param>
            /// <param name="bn_rm">The running mean.</param>
            /// <param name="bn_rv">The running variance.</param>
            /// <param name="bn_eps">What is added to the variance.</param>
            /// <param name="bn_w">The gain, or null.</param>
            /// <param name="bn_b">The bias of the normalisation, or null.</param>
            /// <param name="transpose">Whether the convolution is transposed.</param>
            public static (Parameter weight, Parameter bias) fuse_conv_bn_weights(Tensor conv_w, Tensor? conv_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor? bn_w, Tensor? bn_b, bool transpose = false)
            {
                var shape = new long[conv_w.dim()];
                Array.Fill(shape, 1);
                shape[transpose ? 1 : 0] = -1;
                return Fused(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, shape);
            }

            /// <summary>The weights of a linear layer and a batch normalisation after it, as those of one linear layer.</summary>
            /// <param name="linear_w">The weights.</param>
            /// <param name="linear_b">The bias, or null.</param>
            /// <param name="bn_rm">The running mean.</param>
            /// <param name="bn_rv">The running variance.</param>
            /// <param name="bn_eps">What is added to the variance.</param>
            /// <param name="bn_w">The gain.</param>
            /// <param name="bn_b">The bias of the normalisation.</param>
            public static (Parameter weight, Parameter bias) fuse_linear_bn_weights(Tensor linear_w, Tensor? linear_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor bn_w, Tensor bn_b) =>
                Fused(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, [-1, 1]);

            /// <summary>A linear layer and a batch normalisation after it, both in evaluation mode, as one linear layer.</summary>
            public static Linear fuse_linear_bn_eval(Linear linear, BatchNorm bn)
            {
                if (linear.training || bn.training) throw new ArgumentException("Fusion only for eval!");
                if (bn.running_mean is null || bn.running_var is null) throw new ArgumentException("The batch normalisation keeps no running statistics.");
                var (weight, bias) = fuse_linear_bn_weights(linear.weight, linear.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias!);
                var fused = new Linear(weight, bias);
                fused.eval();
                return fused;
            }

            private static (Parameter, Parameter) Fused(Tensor weight, Tensor? bias, Tensor mean, Tensor variance, double eps, Tensor? gain, Tensor? shift, long[] shape)
            {
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                var factor = variance.add(eps).rsqrt();
                if (gain is not null) factor = factor.mul(gain);
                var fusedWeight = weight.mul(factor.reshape(shape)).to(weight.dtype);
                var fusedBias = (bias is null ? mean.neg() : bias.sub(mean)).mul(factor);
                if (shift is not null) fusedBias = fusedBias.add(shift);
                return scope.MoveToOuter(new Parameter(fusedWeight, weight.requires_grad), new Parameter(fusedBias.to((bias ?? weight).dtype), (bias ?? weight).requires_grad));
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> parameters) => [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        }
    }
}
