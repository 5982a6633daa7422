using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Convolution of [N, C, L] or [C, L].</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(nameof(Conv1d), in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, false, new long[1], groups, bias, padding_mode, device, dtype) { }

    /// <summary>[N, C, L] or [C, L] to the same, with out_channels channels.</summary>
    public override Tensor forward(Tensor input)
    {
        RequireShape(input, 1);
        return Convolve(input, F.Convolution1);
    }
}

/// <summary>Convolution of [N, C, H, W] or [C, H, W].</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(nameof(Conv2d), in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, false, new long[2], groups, bias, padding_mode, device, dtype) { }

    /// <summary>[N, C, H, W] or [C, H, W] to the same, with out_channels channels.</summary>
    public override Tensor forward(Tensor input)
    {
        RequireShape(input, 2);
        return Convolve(input, F.Convolution2);
    }
}

/// <summary>Convolution of [N, C, D, H, W] or [C, D, H, W].</summary>
public sealed class Conv3d : Convolution
{
    internal Conv3d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(nameof(Conv3d), in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, false, new long[3], groups, bias, padding_mode, device, dtype) { }

    /// <summary>[N, C, D, H, W] or [C, D, H, W] to the same, with out_channels channels.</summary>
    public override Tensor forward(Tensor input)
    {
        RequireShape(input, 3);
        return Convolve(input, F.Convolution3);
    }
}
