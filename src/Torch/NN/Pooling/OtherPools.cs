using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>The mean of as many windows of [N, C, L] as the output is to have elements.</summary>
public sealed class AdaptiveAvgPool1d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveAvgPool1d(long output_size) : base(nameof(AdaptiveAvgPool1d)) => this.output_size = output_size;

    /// <summary>The size of the output.</summary>
    public long output_size { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.adaptive_avg_pool1d(input, output_size);
}

/// <summary>The mean of as many windows of [N, C, H, W] as the output is to have elements.</summary>
public sealed class AdaptiveAvgPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveAvgPool2d(long[] output_size) : base(nameof(AdaptiveAvgPool2d)) => this.output_size = output_size;

    /// <summary>The size of the output.</summary>
    public long[] output_size { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.adaptive_avg_pool2d(input, output_size);
}

/// <summary>The mean of as many windows of [N, C, D, H, W] as the output is to have elements.</summary>
public sealed class AdaptiveAvgPool3d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveAvgPool3d(long[] output_size) : base(nameof(AdaptiveAvgPool3d)) => this.output_size = output_size;

    /// <summary>The size of the output.</summary>
    public long[] output_size { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.adaptive_avg_pool3d(input, output_size);
}

/// <summary>The maximum of as many windows of [N, C, L] as the output is to have elements.</summary>
public sealed class AdaptiveMaxPool1d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveMaxPool1d(long output_size) : base(nameof(AdaptiveMaxPool1d)) => this.output_size = output_size;

    /// <summary>The size of the output.</summary>
    public long output_size { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.adaptive_max_pool1d(input, output_size);

    /// <summary>Pools, and says where in the input each maximum was.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => F.adaptive_max_pool1d_with_indices(input, output_size);
}

/// <summary>The maximum of as many windows of [N, C, H, W] as the output is to have elements.</summary>
public sealed class AdaptiveMaxPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveMaxPool2d(long[] output_size) : base(nameof(AdaptiveMaxPool2d)) => this.output_size = output_size;

    /// <summary>The size of the output.</summary>
    public long[] output_size { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.adaptive_max_pool2d(input, output_size);

    /// <summary>Pools, and says where in the input each maximum was.</summary>
    public (Tensor output, Tensor indices) forward_with_indices(Tensor input) => F.adaptive_max_pool2d_with_indices(input, output_size);
}

/// <summary>The maximum of as many windows of [N, C, D, H, W] as the output is to have elements.</summary>
public sealed class AdaptiveMaxPool3d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveMaxPool3d(long[] output_size) : base(nameof(AdaptiveMaxPool3d)) => this.output_size = output_size;

    /// <summary>The size of the output.</summary>
    public long[] output_size { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.adaptive_max_pool3d(input, output_size);

    /// <summary>Pools, and says where in the input each maximum was.</summary>
    public (Tensor output, Tensor indices) forward_with_indices(Tensor input) => F.adaptive_max_pool3d_with_indices(input, output_size);
}

/// <summary>The maximum of windows of [N, C, H, W] at random places (Graham 2014).</summary>
public sealed class FractionalMaxPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal FractionalMaxPool2d(long[] kernel_size, long[]? output_size, double[]? output_ratio) : base(nameof(FractionalMaxPool2d))
    {
        this.kernel_size = kernel_size;
        this.output_size = output_size;
        this.output_ratio = output_ratio;
    }

    /// <summary>The size of the window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The size of the output.</summary>
    public long[]? output_size { get; set; }

    /// <summary>The size of the output over that of the input.</summary>
    public double[]? output_ratio { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.fractional_max_pool2d(input, kernel_size, output_size, output_ratio);

    /// <summary>Pools, and says where in the input each maximum was.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => F.fractional_max_pool2d_with_indices(input, kernel_size, output_size, output_ratio);
}

/// <summary>The maximum of windows of [N, C, D, H, W] at random places (Graham 2014).</summary>
public sealed class FractionalMaxPool3d : ParameterLessModule<Tensor, Tensor>
{
    internal FractionalMaxPool3d(long[] kernel_size, long[]? output_size, double[]? output_ratio) : base(nameof(FractionalMaxPool3d))
    {
        this.kernel_size = kernel_size;
        this.output_size = output_size;
        this.output_ratio = output_ratio;
    }

    /// <summary>The size of the window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The size of the output.</summary>
    public long[]? output_size { get; set; }

    /// <summary>The size of the output over that of the input.</summary>
    public double[]? output_ratio { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.fractional_max_pool3d(input, kernel_size, output_size, output_ratio);

    /// <summary>Pools, and says where in the input each maximum was.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => F.fractional_max_pool3d_with_indices(input, kernel_size, output_size, output_ratio);
}

/// <summary>The p-norm of sliding windows of [N, C, L].</summary>
public sealed class LPPool1d : ParameterLessModule<Tensor, Tensor>
{
    internal LPPool1d(double norm_type, long kernel_size, long? stride, bool ceil_mode) : base(nameof(LPPool1d))
    {
        this.norm_type = norm_type;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.ceil_mode = ceil_mode;
    }

    /// <summary>p.</summary>
    public double norm_type { get; set; }

    /// <summary>The size of the window.</summary>
    public long kernel_size { get; set; }

    /// <summary>The step between windows; the size of the window when null.</summary>
    public long? stride { get; set; }

    /// <summary>Whether the output size is rounded up.</summary>
    public bool ceil_mode { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.lp_pool1d(input, norm_type, kernel_size, stride, ceil_mode);
}

/// <summary>The p-norm of sliding windows of [N, C, H, W].</summary>
public sealed class LPPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal LPPool2d(double norm_type, long[] kernel_size, long[]? stride, bool ceil_mode) : base(nameof(LPPool2d))
    {
        this.norm_type = norm_type;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.ceil_mode = ceil_mode;
    }

    /// <summary>p.</summary>
    public double norm_type { get; set; }

    /// <summary>The size of the window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The step between windows; the size of the window when null.</summary>
    public long[]? stride { get; set; }

    /// <summary>Whether the output size is rounded up.</summary>
    public bool ceil_mode { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.lp_pool2d(input, norm_type, kernel_size, stride, ceil_mode);
}
