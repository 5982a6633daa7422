using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>The maximum of sliding windows of [N, C, L].</summary>
public sealed class MaxPool1d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool1d(long kernel_size, long? stride, long? padding, long? dilation, bool ceil_mode) : base(nameof(MaxPool1d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.ceil_mode = ceil_mode;
    }

    /// <summary>The size of the window.</summary>
    public long kernel_size { get; set; }

    /// <summary>The step between windows; the size of the window when null.</summary>
    public long? stride { get; set; }

    /// <summary>What is added on both sides; 0 when null.</summary>
    public long? padding { get; set; }

    /// <summary>The distance between elements of a window; 1 when null.</summary>
    public long? dilation { get; set; }

    /// <summary>Whether the output size is rounded up.</summary>
    public bool ceil_mode { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode);

    /// <summary>Pools, and says where in the input each maximum was.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => F.max_pool1d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
}

/// <summary>The maximum of sliding windows of [N, C, H, W].</summary>
public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode) : base(nameof(MaxPool2d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.ceil_mode = ceil_mode;
    }

    /// <summary>The size of the window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The step between windows; the size of the window when null.</summary>
    public long[]? stride { get; set; }

    /// <summary>What is added on both sides; 0 when null.</summary>
    public long[]? padding { get; set; }

    /// <summary>The distance between elements of a window; 1 when null.</summary>
    public long[]? dilation { get; set; }

    /// <summary>Whether the output size is rounded up.</summary>
    public bool ceil_mode { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);

    /// <summary>Pools, and says where in the input each maximum was.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => F.max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
}

/// <summary>The maximum of sliding windows of [N, C, D, H, W].</summary>
public sealed class MaxPool3d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool3d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode) : base(nameof(MaxPool3d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.ceil_mode = ceil_mode;
    }

    /// <summary>The size of the window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The step between windows; the size of the window when null.</summary>
    public long[]? stride { get; set; }

    /// <summary>What is added on both sides; 0 when null.</summary>
    public long[]? padding { get; set; }

    /// <summary>The distance between elements of a window; 1 when null.</summary>
    public long[]? dilation { get; set; }

    /// <summary>Whether the output size is rounded up.</summary>
    public bool ceil_mode { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode);

    /// <summary>Pools, and says where in the input each maximum was.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => F.max_pool3d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
}

/// <summary>The inverse of max pooling of [N, C, L].</summary>
public sealed class MaxUnpool1d : ParameterLessModule<Tensor, Tensor, long[]?, Tensor>
{
    internal MaxUnpool1d(long kernel_size, long? stride, long? padding) : base(nameof(MaxUnpool1d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
    }

    /// <summary>The size of the window.</summary>
    public long kernel_size { get; set; }

    /// <summary>The step between windows; the size of the window when null.</summary>
    public long? stride { get; set; }

    /// <summary>What is added on both sides; 0 when null.</summary>
    public long? padding { get; set; }

    /// <summary>Puts maxima back where they were, with zeros between them.</summary>
    /// <param name="tensor">The maxima.</param>
    /// <param name="indices">Where they were.</param>
    /// <param name="output_size">The size of the output; the smallest that fits when null.</param>
    public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null) => F.max_unpool1d(tensor, indices, kernel_size, stride, padding, output_size);

    /// <inheritdoc cref="forward"/>
    public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);
}

/// <summary>The inverse of max pooling of [N, C, H, W].</summary>
public sealed class MaxUnpool2d : ParameterLessModule<Tensor, Tensor, long[]?, Tensor>
{
    internal MaxUnpool2d(long[] kernel_size, long[]? stride, long[]? padding) : base(nameof(MaxUnpool2d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
    }

    /// <summary>The size of the window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The step between windows; the size of the window when null.</summary>
    public long[]? stride { get; set; }

    /// <summary>What is added on both sides; 0 when null.</summary>
    public long[]? padding { get; set; }

    /// <summary>Puts maxima back where they were, with zeros between them.</summary>
    /// <param name="tensor">The maxima.</param>
    /// <param name="indices">Where they were.</param>
    /// <param name="output_size">The size of the output; the smallest that fits when null.</param>
    public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null) => F.max_unpool2d(tensor, indices, kernel_size, stride, padding, output_size);

    /// <inheritdoc cref="forward"/>
    public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);
}

/// <summary>The inverse of max pooling of [N, C, D, H, W].</summary>
public sealed class MaxUnpool3d : ParameterLessModule<Tensor, Tensor, long[]?, Tensor>
{
    internal MaxUnpool3d(long[] kernel_size, long[]? stride, long[]? padding) : base(nameof(MaxUnpool3d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
    }

    /// <summary>The size of the window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The step between windows; the size of the window when null.</summary>
    public long[]? stride { get; set; }

    /// <summary>What is added on both sides; 0 when null.</summary>
    public long[]? padding { get; set; }

    /// <summary>Puts maxima back where they were, with zeros between them.</summary>
    /// <param name="tensor">The maxima.</param>
    /// <param name="indices">Where they were.</param>
    /// <param name="output_size">The size of the output; the smallest that fits when null.</param>
    public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null) => F.max_unpool3d(tensor, indices, kernel_size, stride, padding, output_size);

    /// <inheritdoc cref="forward"/>
    public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);
}
