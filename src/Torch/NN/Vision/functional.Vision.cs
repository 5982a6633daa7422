namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator GridSampler = new("grid_sampler"), AffineGrid = new("affine_grid_generator"),
                Nearest1 = new("upsample_nearest1d", "vec"), Nearest2 = new("upsample_nearest2d", "vec"), Nearest3 = new("upsample_nearest3d", "vec"),
                NearestExact1 = new("_upsample_nearest_exact1d", "vec"), NearestExact2 = new("_upsample_nearest_exact2d", "vec"), NearestExact3 = new("_upsample_nearest_exact3d", "vec"),
                Linear1 = new("upsample_linear1d", "vec"), Bilinear2 = new("upsample_bilinear2d", "vec"), Trilinear3 = new("upsample_trilinear3d", "vec"), Bicubic2 = new("upsample_bicubic2d", "vec"),
                SmoothBilinear2 = new("_upsample_bilinear2d_aa", "vec"), SmoothBicubic2 = new("_upsample_bicubic2d_aa", "vec"),
                NearestBackward1 = new("upsample_nearest1d_backward"), NearestBackward2 = new("upsample_nearest2d_backward"), NearestBackward3 = new("upsample_nearest3d_backward");

            /// <summary>Resizes the last dimensions of [N, C, *].</summary>
            /// <param name="x">[N, C, *], of up to three spatial dimensions.</param>
            /// <param name="size">The sizes of the output; or null.</param>
            /// <param name="scale_factor">The factors of the sizes, one or one a dimension; or null.</param>
            /// <param name="mode">How values come from their neighbours.</param>
            /// <param name="align_corners">Whether corners lie on corners rather than edges on edges; for the linear and cubic modes.</param>
            /// <param name="recompute_scale_factor">Whether factors are computed anew from the rounded sizes.</param>
            /// <param name="antialias">Whether what is made smaller is smoothed; for the two-dimensional linear and cubic modes.</param>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                var spatial = x.shape[2..];
                if (size is null == scale_factor is null) throw new ArgumentException("only one of size or scale_factor should be defined");
                if (align_corners is not null && mode is (InterpolationMode.Nearest or InterpolationMode.NearestExact or InterpolationMode.Area))
                    throw new ArgumentException("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
                if (size is { Length: 1 }) size = Utils.Sizes.Repeat(spatial.Length, size[0]);
                if (scale_factor is { Length: 1 }) scale_factor = [.. Enumerable.Repeat(scale_factor[0], spatial.Length)];
                if ((size?.Length ?? scale_factor!.Length) != spatial.Length)
                    throw new ArgumentException($"size or scale_factor must have one element or {spatial.Length}, as the input has spatial dimensions.");
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    size = [.. spatial.Zip(scale_factor, (length, factor) => (long)Math.Floor(length * factor))];
                    scale_factor = null;
                }
                var corners = align_corners ?? false;
                return (mode, spatial.Length) switch
                {
                    (InterpolationMode.Nearest, 1) => Nearest1.One(x, size, scale_factor),
                    (InterpolationMode.Nearest, 2) => Nearest2.One(x, size, scale_factor),
                    (InterpolationMode.Nearest, 3) => Nearest3.One(x, size, scale_factor),
                    (InterpolationMode.NearestExact, 1) => NearestExact1.One(x, size, scale_factor),
                    (InterpolationMode.NearestExact, 2) => NearestExact2.One(x, size, scale_factor),
                    (InterpolationMode.NearestExact, 3) => NearestExact3.One(x, size, scale_factor),
                    (InterpolationMode.Area, 1) => adaptive_avg_pool1d(x, size![0]),
                    (InterpolationMode.Area, 2) => adaptive_avg_pool2d(x, size!),
                    (InterpolationMode.Area, 3) => adaptive_avg_pool3d(x, size!),
                    (InterpolationMode.Linear, 1) => Linear1.One(x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, 2) => (antialias ? SmoothBilinear2 : Bilinear2).One(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, 2) => (antialias ? SmoothBicubic2 : Bicubic2).One(x, size, corners, scale_factor),
                    (InterpolationMode.Trilinear, 3) => Trilinear3.One(x, size, corners, scale_factor),
                    _ => throw new ArgumentException($"The mode {mode} does not fit an input of {x.dim()} dimensions."),
                };
            }

            /// <inheritdoc cref="Modules.Upsample"/>
            public static Tensor upsample(Tensor input, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool align_corners = false) =>
                interpolate(input, size, scale_factor, (InterpolationMode)mode, mode == UpsampleMode.Nearest ? null : align_corners);

            /// <summary>Resizes [N, C, H, W] linearly.</summary>
            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                upsample(x, size, scale_factor, UpsampleMode.Bilinear, align_corners);

            /// <summary>Resizes by the nearest values; corners have no meaning here.</summary>
            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                upsample(x, size, scale_factor, UpsampleMode.Nearest, align_corners);

            /// <summary>Resizes [N, C, L] by the nearest values.</summary>
            public static Tensor upsample_nearest1d(Tensor input, long? outputSize, double? scaleFactor) => Nearest1.One(input, One(outputSize), One(scaleFactor));

            /// <summary>Resizes [N, C, H, W] by the nearest values.</summary>
            public static Tensor upsample_nearest2d(Tensor input, long[]? outputSizes = null, double[]? scaleFactors = null) => Nearest2.One(input, outputSizes, scaleFactors);

            /// <summary>Resizes [N, C, D, H, W] by the nearest values.</summary>
            public static Tensor upsample_nearest3d(Tensor input, long[]? outputSizes = null, double[]? scaleFactors = null) => Nearest3.One(input, outputSizes, scaleFactors);

            /// <summary>The gradient of <see cref="upsample_nearest1d"/> with respect to its input, whose sizes are [N, C, inputSize].</summary>
            public static Tensor upsample_nearest1d_backward(Tensor grad_output, long? outputSize, long inputSize, double? scaleFactor)
            {
                var shape = grad_output.shape;
                return NearestBackward1.One(grad_output, new[] { outputSize ?? shape[2] }, new[] { shape[0], shape[1], inputSize }, scaleFactor);
            }

            /// <summary>The gradient of <see cref="upsample_nearest2d"/> with respect to its input, whose sizes are given.</summary>
            public static Tensor upsample_nearest2d_backward(Tensor grad_output, long[] inputSizes, long[]? outputSizes = null, double[]? scaleFactors = null) =>
                NearestBackward2.One(grad_output, outputSizes ?? grad_output.shape[2..], inputSizes, scaleFactors?[0], scaleFactors?[1]);

            /// <summary>The gradient of <see cref="upsample_nearest3d"/> with respect to its input, whose sizes are given.</summary>
            public static Tensor upsample_nearest3d_backward(Tensor grad_output, long[] inputSizes, long[]? outputSizes = null, double[]? scaleFactors = null) =>
                NearestBackward3.One(grad_output, outputSizes ?? grad_output.shape[2..], inputSizes, scaleFactors?[0], scaleFactors?[1], scaleFactors?[2]);

            /// <summary>Reads an image at given places (Jaderberg et al. 2015).</summary>
            /// <param name="input">[N, C, H, W] or [N, C, D, H, W].</param>
            /// <param name="grid">Places from -1 to 1, [N, H', W', 2] or [N, D', H', W', 3], x first.</param>
            /// <param name="mode">How values come from their neighbours.</param>
            /// <param name="padding_mode">What lies outside.</param>
            /// <param name="align_corners">Whether -1 and 1 are the centres of the corners rather than their edges; false when null.</param>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                // libtorch counts the modes in another order.
                var interpolation = mode == GridSampleMode.Bilinear ? 0L : 1L;
                var outside = padding_mode switch { GridSamplePaddingMode.Border => 1L, GridSamplePaddingMode.Reflection => 2L, _ => 0L };
                return GridSampler.One(input, grid, interpolation, outside, align_corners ?? false);
            }

            /// <summary>The places that affine maps lead to, for <see cref="grid_sample"/>.</summary>
            /// <param name="theta">The maps, [N, 2, 3] or [N, 3, 4].</param>
            /// <param name="size">The sizes of the output image, [N, C, H, W] or [N, C, D, H, W].</param>
            /// <param name="align_corners">Whether -1 and 1 are the centres of the corners rather than their edges.</param>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                AffineGrid.One(theta, size ?? throw new ArgumentNullException(nameof(size)), align_corners);

            private static long[]? One(long? value) => value is { } given ? [given] : null;

            private static double[]? One(double? value) => value is { } given ? [given] : null;
        }
    }
}
