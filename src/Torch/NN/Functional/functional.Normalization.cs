namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator LayerNormalisation = new("layer_norm"), GroupNormalisation = new("group_norm"),
                BatchNormalisation = new("batch_norm"), InstanceNormalisation = new("instance_norm"), Norm = new("norm", "ScalarOpt_dim");

            // cuDNN may be used where it is there; elsewhere the flag has no meaning.
            private const bool AllowCudnn = true;

            /// <inheritdoc cref="Modules.LayerNorm"/>
            /// <param name="input">x, [*, normalized_shape].</param>
            /// <param name="normalized_shape">The sizes of the last dimensions.</param>
            /// <param name="weight">The gain, [normalized_shape], or null.</param>
            /// <param name="bias">The bias, [normalized_shape], or null.</param>
            /// <param name="eps">What is added to the variance.</param>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                LayerNormalisation.One(input, normalized_shape, weight, bias, eps, AllowCudnn);

            /// <inheritdoc cref="Modules.GroupNorm"/>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="num_groups">The number of groups.</param>
            /// <param name="weight">The gain, [C], or null.</param>
            /// <param name="bias">The bias, [C], or null.</param>
            /// <param name="eps">What is added to the variance.</param>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                GroupNormalisation.One(input, num_groups, weight, bias, eps, AllowCudnn);

            /// <inheritdoc cref="Modules.BatchNorm"/>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="running_mean">The running mean, [C], updated in place in training; or null.</param>
            /// <param name="running_var">The running variance, [C], updated in place in training; or null.</param>
            /// <param name="weight">The gain, [C], or null.</param>
            /// <param name="bias">The bias, [C], or null.</param>
            /// <param name="training">Whether the statistics of the batch are used.</param>
            /// <param name="momentum">The share of the batch in the running statistics.</param>
            /// <param name="eps">What is added to the variance.</param>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                BatchNormalisation.One(input, weight, bias, running_mean, running_var, training, momentum, eps, AllowCudnn);

            /// <inheritdoc cref="Modules.InstanceNorm"/>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="running_mean">The running mean, [C], or null.</param>
            /// <param name="running_var">The running variance, [C], or null.</param>
            /// <param name="weight">The gain, [C], or null.</param>
            /// <param name="bias">The bias, [C], or null.</param>
            /// <param name="use_input_stats">Whether the statistics of the input are used.</param>
            /// <param name="momentum">The share of the input in the running statistics.</param>
            /// <param name="eps">What is added to the variance.</param>
            public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1e-05) =>
                InstanceNormalisation.One(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, AllowCudnn);

            /// <inheritdoc cref="Modules.LocalResponseNorm"/>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="size">The number of neighbouring channels.</param>
            /// <param name="alpha">The weight of the squares.</param>
            /// <param name="beta">The exponent.</param>
            /// <param name="k">The constant term.</param>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0)
            {
                if (input.dim() < 3) throw new ArgumentException($"Expected 3D or higher dimensionality input (got {input.dim()} dimensions)");
                using var scope = NewDisposeScope();
                var shape = input.shape;
                // Channels become a spatial dimension, so that average pooling sums over neighbours.
                var squares = input.mul(input).unsqueeze(1).reshape(shape[0], 1, shape[1], shape[2], -1); // [N, 1, C, L, rest]
                var padded = pad(squares, new long[] { 0, 0, 0, 0, size / 2, (size - 1) / 2 });
                var mean = avg_pool3d(padded, [size, 1, 1], [1, 1, 1]).reshape(shape);
                return input.div(mean.mul(alpha).add(k).pow(beta)).MoveToOuterDisposeScope();
            }

            /// <summary>x / max(norm of x, eps) along a dimension.</summary>
            /// <param name="input">x.</param>
            /// <param name="p">Which norm.</param>
            /// <param name="dim">The dimension that is normalised.</param>
            /// <param name="eps">The smallest divisor.</param>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12)
            {
                using var scope = NewDisposeScope();
                var norm = Norm.One(input, p, new[] { dim }, true).clamp_min(eps).expand_as(input);
                return input.div(norm).MoveToOuterDisposeScope();
            }
        }
    }
}
