using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Transposed convolution of [N, C, L] or [C, L]: the gradient of a convolution with respect to its input.</summary>
public sealed class ConvTranspose1d : ConvolutionTranspose
{
    internal ConvTranspose1d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(nameof(ConvTranspose1d), in_channels, out_channels, kernel_size, stride, padding, null, dilation, true, output_padding, groups, bias, padding_mode, device, dtype) { }

    /// <summary>[N, C, L] or [C, L] to the same, with out_channels channels.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output_size">The spatial sizes wanted, where the stride leaves a choice; or null.</param>
    public override Tensor forward(Tensor input, long[]? output_size)
    {
        RequireShape(input, 1);
        var extra = _output_padding(input, output_size, kernel_size, stride, padding!, dilation, 1);
        return F.ConvolutionTranspose1.One(input, weight, bias, stride, padding, extra, groups, dilation);
    }
}

/// <summary>Transposed convolution of [N, C, H, W] or [C, H, W]: the gradient of a convolution with respect to its input.</summary>
public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(nameof(ConvTranspose2d), in_channels, out_channels, kernel_size, stride, padding, null, dilation, true, output_padding, groups, bias, padding_mode, device, dtype) { }

    /// <summary>[N, C, H, W] or [C, H, W] to the same, with out_channels channels.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output_size">The spatial sizes wanted, where the stride leaves a choice; or null.</param>
    public override Tensor forward(Tensor input, long[]? output_size)
    {
        RequireShape(input, 2);
        var extra = _output_padding(input, output_size, kernel_size, stride, padding!, dilation, 2);
        return F.ConvolutionTranspose2.One(input, weight, bias, stride, padding, extra, groups, dilation);
    }
}

/// <summary>Transposed convolution of [N, C, D, H, W] or [C, D, H, W]: the gradient of a convolution with respect to its input.</summary>
public sealed class ConvTranspose3d : ConvolutionTranspose
{
    internal ConvTranspose3d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(nameof(ConvTranspose3d), in_channels, out_channels, kernel_size, stride, padding, null, dilation, true, output_padding, groups, bias, padding_mode, device, dtype) { }

    /// <summary>[N, C, D, H, W] or [C, D, H, W] to the same, with out_channels channels.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output_size">The spatial sizes wanted, where the stride leaves a choice; or null.</param>
    public override Tensor forward(Tensor input, long[]? output_size)
    {
        RequireShape(input, 3);
        var extra = _output_padding(input, output_size, kernel_size, stride, padding!, dilation, 3);
        return F.ConvolutionTranspose3.One(input, weight, bias, stride, padding, extra, groups, dilation);
    }
}
