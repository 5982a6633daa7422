using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            internal static readonly Operator Convolution1 = new("conv1d"), Convolution2 = new("conv2d"), Convolution3 = new("conv3d"),
                ConvolutionTranspose1 = new("conv_transpose1d"), ConvolutionTranspose2 = new("conv_transpose2d", "input"), ConvolutionTranspose3 = new("conv_transpose3d", "input");

            private static readonly Operator PaddedConvolution1 = new("conv1d", "padding"), PaddedConvolution2 = new("conv2d", "padding"), PaddedConvolution3 = new("conv3d", "padding");

            /// <summary>Convolution in 1 dimension.</summary>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="weight">The kernels, [out, C / groups, *].</param>
            /// <param name="bias">The bias, [out], or null.</param>
            /// <param name="stride">The step between outputs, 1 when null.</param>
            /// <param name="padding">Zeros added on both sides.</param>
            /// <param name="dilation">The distance between elements of the kernel, 1 when null.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Convolution1.One(input, weight, bias, new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, groups);

            /// <summary>Convolution in 1 dimension with padding by name.</summary>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="weight">The kernels, [out, C / groups, *].</param>
            /// <param name="bias">The bias, [out], or null.</param>
            /// <param name="stride">The step between outputs, 1 when null.</param>
            /// <param name="padding">Zeros added on both sides.</param>
            /// <param name="dilation">The distance between elements of the kernel, 1 when null.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            public static Tensor conv1d_padding(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, Padding padding = Padding.Valid, long? dilation = null, long groups = 1) =>
                PaddedConvolution1.One(input, weight, bias, new[] { stride ?? 1 }, padding == Padding.Same ? "same" : "valid", new[] { dilation ?? 1 }, groups);

            /// <summary>Convolution in 2 dimensions.</summary>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="weight">The kernels, [out, C / groups, *].</param>
            /// <param name="bias">The bias, [out], or null.</param>
            /// <param name="strides">The steps between outputs, 1 when null.</param>
            /// <param name="padding">Zeros added on both sides.</param>
            /// <param name="dilation">The distance between elements of the kernel, 1 when null.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Convolution2.One(input, weight, bias, strides ?? Sizes.Repeat(2, 1), padding ?? Sizes.Repeat(2, 0), dilation ?? Sizes.Repeat(2, 1), groups);

            /// <summary>Convolution in 2 dimensions with padding by name.</summary>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="weight">The kernels, [out, C / groups, *].</param>
            /// <param name="bias">The bias, [out], or null.</param>
            /// <param name="strides">The steps between outputs, 1 when null.</param>
            /// <param name="padding">Zeros added on both sides.</param>
            /// <param name="dilation">The distance between elements of the kernel, 1 when null.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                PaddedConvolution2.One(input, weight, bias, strides ?? Sizes.Repeat(2, 1), padding == Padding.Same ? "same" : "valid", dilation ?? Sizes.Repeat(2, 1), groups);

            /// <summary>Convolution in 3 dimensions.</summary>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="weight">The kernels, [out, C / groups, *].</param>
            /// <param name="bias">The bias, [out], or null.</param>
            /// <param name="strides">The steps between outputs, 1 when null.</param>
            /// <param name="padding">Zeros added on both sides.</param>
            /// <param name="dilation">The distance between elements of the kernel, 1 when null.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Convolution3.One(input, weight, bias, strides ?? Sizes.Repeat(3, 1), padding ?? Sizes.Repeat(3, 0), dilation ?? Sizes.Repeat(3, 1), groups);

            /// <summary>Convolution in 3 dimensions with padding by name.</summary>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="weight">The kernels, [out, C / groups, *].</param>
            /// <param name="bias">The bias, [out], or null.</param>
            /// <param name="strides">The steps between outputs, 1 when null.</param>
            /// <param name="padding">Zeros added on both sides.</param>
            /// <param name="dilation">The distance between elements of the kernel, 1 when null.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            public static Tensor conv3d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                PaddedConvolution3.One(input, weight, bias, strides ?? Sizes.Repeat(3, 1), padding == Padding.Same ? "same" : "valid", dilation ?? Sizes.Repeat(3, 1), groups);

            /// <summary>Transposed convolution in 1 dimension.</summary>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="weight">The kernels, [C, out / groups, *].</param>
            /// <param name="bias">The bias, [out], or null.</param>
            /// <param name="stride">The step between outputs, 1 when null.</param>
            /// <param name="padding">Zeros added on both sides.</param>
            /// <param name="output_padding">Size added on one side of the output.</param>
            /// <param name="dilation">The distance between elements of the kernel, 1 when null.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            public static Tensor conv_transpose1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? output_padding = null, long? dilation = null, long groups = 1) =>
                ConvolutionTranspose1.One(input, weight, bias, new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { output_padding ?? 0 }, groups, new[] { dilation ?? 1 });

            /// <summary>Transposed convolution in 2 dimensions.</summary>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="weight">The kernels, [C, out / groups, *].</param>
            /// <param name="bias">The bias, [out], or null.</param>
            /// <param name="strides">The steps between outputs, 1 when null.</param>
            /// <param name="padding">Zeros added on both sides.</param>
            /// <param name="output_padding">Size added on one side of the output.</param>
            /// <param name="dilation">The distance between elements of the kernel, 1 when null.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                ConvolutionTranspose2.One(input, weight, bias, strides ?? Sizes.Repeat(2, 1), padding ?? Sizes.Repeat(2, 0), output_padding ?? Sizes.Repeat(2, 0), groups, dilation ?? Sizes.Repeat(2, 1));

            /// <summary>Transposed convolution in 3 dimensions.</summary>
            /// <param name="input">x, [N, C, *].</param>
            /// <param name="weight">The kernels, [C, out / groups, *].</param>
            /// <param name="bias">The bias, [out], or null.</param>
            /// <param name="strides">The steps between outputs, 1 when null.</param>
            /// <param name="padding">Zeros added on both sides.</param>
            /// <param name="output_padding">Size added on one side of the output.</param>
            /// <param name="dilation">The distance between elements of the kernel, 1 when null.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            public static Tensor conv_transpose3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                ConvolutionTranspose3.One(input, weight, bias, strides ?? Sizes.Repeat(3, 1), padding ?? Sizes.Repeat(3, 0), output_padding ?? Sizes.Repeat(3, 0), groups, dilation ?? Sizes.Repeat(3, 1));
        }
    }
}
