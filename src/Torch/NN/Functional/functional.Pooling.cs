using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator AveragePool1 = new("avg_pool1d"), MaximumPool1 = new("max_pool1d"), MaximumPoolIndices1 = new("max_pool1d_with_indices"),
                AdaptiveAverage1 = new("adaptive_avg_pool1d"), AdaptiveMaximum1 = new("adaptive_max_pool1d"), AveragePool2 = new("avg_pool2d"),
                MaximumPool2 = new("max_pool2d"), MaximumPoolIndices2 = new("max_pool2d_with_indices"), AdaptiveAverage2 = new("adaptive_avg_pool2d"),
                AdaptiveMaximum2 = new("adaptive_max_pool2d"), AveragePool3 = new("avg_pool3d"), MaximumPool3 = new("max_pool3d"),
                MaximumPoolIndices3 = new("max_pool3d_with_indices"), AdaptiveAverage3 = new("adaptive_avg_pool3d"), AdaptiveMaximum3 = new("adaptive_max_pool3d"),
                MaximumUnpool2 = new("max_unpool2d"), MaximumUnpool3 = new("max_unpool3d"), FractionalMaximum2 = new("fractional_max_pool2d"),
                FractionalMaximum3 = new("fractional_max_pool3d"), AveragePoolBackward2 = new("avg_pool2d_backward"), AveragePoolBackward3 = new("avg_pool3d_backward"),
                AdaptiveAverageBackward3 = new("adaptive_avg_pool3d_backward", "grad_input");

            /// <inheritdoc cref="Modules.AvgPool1d"/>
            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                AveragePool1.One(input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 }, ceil_mode, count_include_pad);

            /// <inheritdoc cref="Modules.AvgPool2d"/>
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                AveragePool2.One(input, kernel_size, stride ?? kernel_size, padding ?? Sizes.Repeat(2, 0), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="Modules.AvgPool3d"/>
            public static Tensor avg_pool3d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                AveragePool3.One(input, kernel_size, stride ?? kernel_size, padding ?? Sizes.Repeat(3, 0), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="Modules.AvgPool2d"/>
            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Sizes.Repeat(2, kernel_size), Sizes.OrNull(stride, 2), Sizes.Repeat(2, padding), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="Modules.AvgPool2d"/>
            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Sizes.Of(kernel_size), Sizes.OrNull(stride), Sizes.OrNull(padding), ceil_mode, count_include_pad, divisor_override);

            /// <summary>The gradient of the mean of windows with respect to the input.</summary>
            public static Tensor avg_pool2d_backward(Tensor input, Tensor originalInput, long[] kernel_sizes, long[]? strides = null, long[]? paddings = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                AveragePoolBackward2.One(input, originalInput, kernel_sizes, strides ?? Sizes.Repeat(2, 1), paddings ?? Sizes.Repeat(2, 0), ceil_mode, count_include_pad, divisor_override);

            /// <summary>The gradient of the mean of windows with respect to the input.</summary>
            public static Tensor avg_pool3d_backward(Tensor input, Tensor originalInput, long[] kernel_sizes, long[]? strides = null, long[]? paddings = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                AveragePoolBackward3.One(input, originalInput, kernel_sizes, strides ?? Sizes.Repeat(3, 1), paddings ?? Sizes.Repeat(3, 0), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="Modules.MaxPool1d"/>
            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                MaximumPool1.One(input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool1d"/>
            public static (Tensor output, Tensor indices) max_pool1d_with_indices(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                MaximumPoolIndices1.Two(input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool2d"/>
            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                MaximumPool2.One(input, kernel_size, strides ?? kernel_size, padding ?? Sizes.Repeat(2, 0), dilation ?? Sizes.Repeat(2, 1), ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool2d"/>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                MaximumPoolIndices2.Two(input, kernel_size, strides ?? kernel_size, padding ?? Sizes.Repeat(2, 0), dilation ?? Sizes.Repeat(2, 1), ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool3d"/>
            public static Tensor max_pool3d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                MaximumPool3.One(input, kernel_size, strides ?? kernel_size, padding ?? Sizes.Repeat(3, 0), dilation ?? Sizes.Repeat(3, 1), ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool3d"/>
            public static (Tensor output, Tensor indices) max_pool3d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                MaximumPoolIndices3.Two(input, kernel_size, strides ?? kernel_size, padding ?? Sizes.Repeat(3, 0), dilation ?? Sizes.Repeat(3, 1), ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool2d"/>
            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Sizes.Repeat(2, kernel_size), Sizes.OrNull(stride, 2), Sizes.OrNull(padding, 2), Sizes.OrNull(dilation, 2), ceil_mode);

            /// <inheritdoc cref="Modules.MaxPool2d"/>
            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Sizes.Of(kernel_size), Sizes.OrNull(stride), Sizes.OrNull(padding), Sizes.OrNull(dilation), ceil_mode);

            /// <inheritdoc cref="Modules.AdaptiveAvgPool1d"/>
            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) =>
                AdaptiveAverage1.One(input, new[] { output_size });

            /// <inheritdoc cref="Modules.AdaptiveAvgPool2d"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) =>
                AdaptiveAverage2.One(input, output_size);

            /// <inheritdoc cref="Modules.AdaptiveAvgPool2d"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                AdaptiveAverage2.One(input, Sizes.Of(output_size));

            /// <inheritdoc cref="Modules.AdaptiveAvgPool2d"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                AdaptiveAverage2.One(input, Sizes.Repeat(2, output_size));

            /// <inheritdoc cref="Modules.AdaptiveAvgPool3d"/>
            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) =>
                AdaptiveAverage3.One(input, output_size);

            /// <inheritdoc cref="Modules.AdaptiveAvgPool3d"/>
            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size) =>
                AdaptiveAverage3.One(input, Sizes.Of(output_size));

            /// <inheritdoc cref="Modules.AdaptiveAvgPool3d"/>
            public static Tensor adaptive_avg_pool3d(Tensor input, long output_size) =>
                AdaptiveAverage3.One(input, Sizes.Repeat(3, output_size));

            /// <summary>The gradient of adaptive average pooling with respect to the input, written to a tensor.</summary>
            public static Tensor adaptive_avg_pool3d_backward(Tensor gradInput, Tensor gradOutput, Tensor originalInput) =>
                AdaptiveAverageBackward3.One(gradOutput, originalInput, gradInput);

            /// <inheritdoc cref="Modules.AdaptiveMaxPool1d"/>
            public static Tensor adaptive_max_pool1d(Tensor input, long output_size) =>
                First(AdaptiveMaximum1.Two(input, new[] { output_size }));

            /// <inheritdoc cref="Modules.AdaptiveMaxPool1d"/>
            public static (Tensor Values, Tensor Indices) adaptive_max_pool1d_with_indices(Tensor input, long output_size) =>
                AdaptiveMaximum1.Two(input, new[] { output_size });

            /// <inheritdoc cref="Modules.AdaptiveMaxPool2d"/>
            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size) =>
                First(AdaptiveMaximum2.Two(input, output_size));

            /// <inheritdoc cref="Modules.AdaptiveMaxPool2d"/>
            public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size) =>
                AdaptiveMaximum2.Two(input, output_size);

            /// <inheritdoc cref="Modules.AdaptiveMaxPool3d"/>
            public static Tensor adaptive_max_pool3d(Tensor input, long[] output_size) =>
                First(AdaptiveMaximum3.Two(input, output_size));

            /// <inheritdoc cref="Modules.AdaptiveMaxPool3d"/>
            public static (Tensor Values, Tensor Indices) adaptive_max_pool3d_with_indices(Tensor input, long[] output_size) =>
                AdaptiveMaximum3.Two(input, output_size);

            /// <inheritdoc cref="Modules.FractionalMaxPool2d"/>
            public static Tensor fractional_max_pool2d(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) =>
                First(fractional_max_pool2d_with_indices(input, kernel_size, output_size, output_ratio));

            /// <inheritdoc cref="Modules.FractionalMaxPool2d"/>
            public static Tensor fractional_max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? output_size = null, (double, double)? output_ratio = null) =>
                First(fractional_max_pool2d_with_indices(input, Sizes.Of(kernel_size), Sizes.OrNull(output_size), Sizes.OrNull(output_ratio)));

            /// <inheritdoc cref="Modules.FractionalMaxPool2d"/>
            public static Tensor fractional_max_pool2d(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null) =>
                First(fractional_max_pool2d_with_indices(input, Sizes.Repeat(2, kernel_size), Sizes.OrNull(output_size, 2), Sizes.OrNull(output_ratio, 2)));

            /// <inheritdoc cref="Modules.FractionalMaxPool2d"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) =>
                Fractional(FractionalMaximum2, 2, input, kernel_size, output_size, output_ratio);

            /// <inheritdoc cref="Modules.FractionalMaxPool2d"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool2d_with_indices(Tensor input, (long, long) kernel_size, (long, long)? output_size = null, (double, double)? output_ratio = null) =>
                Fractional(FractionalMaximum2, 2, input, Sizes.Of(kernel_size), Sizes.OrNull(output_size), Sizes.OrNull(output_ratio));

            /// <inheritdoc cref="Modules.FractionalMaxPool2d"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool2d_with_indices(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null) =>
                Fractional(FractionalMaximum2, 2, input, Sizes.Repeat(2, kernel_size), Sizes.OrNull(output_size, 2), Sizes.OrNull(output_ratio, 2));

            /// <inheritdoc cref="Modules.FractionalMaxPool3d"/>
            public static Tensor fractional_max_pool3d(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) =>
                First(fractional_max_pool3d_with_indices(input, kernel_size, output_size, output_ratio));

            /// <inheritdoc cref="Modules.FractionalMaxPool3d"/>
            public static Tensor fractional_max_pool3d(Tensor input, (long, long, long) kernel_size, (long, long, long)? output_size = null, (double, double, double)? output_ratio = null) =>
                First(fractional_max_pool3d_with_indices(input, Sizes.Of(kernel_size), Sizes.OrNull(output_size), Sizes.OrNull(output_ratio)));

            /// <inheritdoc cref="Modules.FractionalMaxPool3d"/>
            public static Tensor fractional_max_pool3d(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null) =>
                First(fractional_max_pool3d_with_indices(input, Sizes.Repeat(3, kernel_size), Sizes.OrNull(output_size, 3), Sizes.OrNull(output_ratio, 3)));

            /// <inheritdoc cref="Modules.FractionalMaxPool3d"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool3d_with_indices(Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null) =>
                Fractional(FractionalMaximum3, 3, input, kernel_size, output_size, output_ratio);

            /// <inheritdoc cref="Modules.FractionalMaxPool3d"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool3d_with_indices(Tensor input, (long, long, long) kernel_size, (long, long, long)? output_size = null, (double, double, double)? output_ratio = null) =>
                Fractional(FractionalMaximum3, 3, input, Sizes.Of(kernel_size), Sizes.OrNull(output_size), Sizes.OrNull(output_ratio));

            /// <inheritdoc cref="Modules.FractionalMaxPool3d"/>
            public static (Tensor Values, Tensor Indices) fractional_max_pool3d_with_indices(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null) =>
                Fractional(FractionalMaximum3, 3, input, Sizes.Repeat(3, kernel_size), Sizes.OrNull(output_size, 3), Sizes.OrNull(output_ratio, 3));

            /// <inheritdoc cref="Modules.LPPool1d"/>
            public static Tensor lp_pool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            {
                using var powers = input.pow(norm_type);
                using var means = avg_pool1d(powers, kernel_size, stride, 0, ceil_mode);
                return RootOfSum(means, kernel_size, norm_type);
            }

            /// <inheritdoc cref="Modules.LPPool2d"/>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) =>
                lp_pool2d(input, norm_type, Sizes.Repeat(2, kernel_size), Sizes.OrNull(stride, 2), ceil_mode);

            /// <inheritdoc cref="Modules.LPPool2d"/>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                using var powers = input.pow(norm_type);
                using var means = avg_pool2d(powers, kernel_size, stride, null, ceil_mode);
                return RootOfSum(means, kernel_size[0] * kernel_size[1], norm_type);
            }

            /// <inheritdoc cref="Modules.MaxUnpool1d"/>
            public static Tensor max_unpool1d(Tensor input, Tensor indices, long kernel_size, long? stride = null, long? padding = null, long[]? output_size = null)
            {
                var size = UnpooledSize(1, input, [kernel_size], Sizes.OrNull(stride, 1), Sizes.OrNull(padding, 1), output_size);
                using var scope = NewDisposeScope();
                return MaximumUnpool2.One(input.unsqueeze(-1), indices.unsqueeze(-1), new[] { size[0], 1 }).squeeze(-1).MoveToOuterDisposeScope();
            }

            /// <inheritdoc cref="Modules.MaxUnpool2d"/>
            public static Tensor max_unpool2d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null) =>
                MaximumUnpool2.One(input, indices, UnpooledSize(2, input, kernel_size, stride, padding, output_size));

            /// <inheritdoc cref="Modules.MaxUnpool3d"/>
            public static Tensor max_unpool3d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null) =>
                MaximumUnpool3.One(input, indices, UnpooledSize(3, input, kernel_size, stride, padding, output_size), stride ?? kernel_size, padding ?? Sizes.Repeat(3, 0));

            // The mean's window and sign undone: sign(m) relu(|m|) n, to the power of 1/p.
            private static Tensor RootOfSum(Tensor means, long elements, double norm)
            {
                using var scope = NewDisposeScope();
                return means.sign().mul(relu(means.abs())).mul(elements).pow(1 / norm).MoveToOuterDisposeScope();
            }

            // libtorch reads the size before it looks at its length: what goes there is whole.
            private static long[] UnpooledSize(int dimensions, Tensor input, long[] kernel, long[]? stride, long[]? padding, long[]? wanted)
            {
                var shape = input.shape;
                foreach (var given in new[] { kernel, stride, padding })
                    if (given is not null && given.Length != dimensions)
                        throw new ArgumentException($"max_unpool{dimensions}d takes {dimensions} sizes, strides and paddings, not {given.Length}.");
                if (shape.Length <= dimensions)
                    throw new ArgumentException($"max_unpool{dimensions}d takes [C, ...] or [N, C, ...] with {dimensions} dimensions behind, not {shape.Length} in all.");
                if (wanted is not null)
                {
                    if (wanted.Length == shape.Length) return wanted[^kernel.Length..];
                    return wanted.Length == kernel.Length ? wanted : throw new ArgumentException($"output_size should be a sequence containing {kernel.Length} or {shape.Length} elements, but it has a length of '{wanted.Length}'");
                }
                var size = new long[kernel.Length];
                for (var i = 0; i < size.Length; i++)
                    size[i] = (shape[shape.Length - kernel.Length + i] - 1) * (stride ?? kernel)[i] + kernel[i] - 2 * (padding?[i] ?? 0);
                return size;
            }

            private static (Tensor, Tensor) Fractional(Operator pool, int dimensions, Tensor input, long[] kernel, long[]? size, double[]? ratio)
            {
                var shape = input.shape;
                size ??= ratio is null
                    ? throw new ArgumentException($"fractional_max_pool{dimensions}d requires specifying either an output_size or an output_ratio")
                    : [.. ratio.Select((share, i) => (long)(shape[shape.Length - dimensions + i] * share))];
                var batch = shape.Length == dimensions + 2 ? shape[0] : 1;
                using var places = torch.rand([batch, shape[shape.Length - dimensions - 1], dimensions], dtype: input.dtype, device: input.device);
                return pool.Two(input, kernel, size, places);
            }

            private static Tensor First((Tensor, Tensor) pair)
            {
                pair.Item2.Dispose();
                return pair.Item1;
            }
        }
    }
}
