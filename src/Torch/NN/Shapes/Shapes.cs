using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Joins the dimensions from one to another into one.</summary>
public sealed class Flatten : ParameterLessModule<Tensor, Tensor>
{
    internal Flatten(long start_dim, long end_dim) : base(nameof(Flatten))
    {
        this.start_dim = start_dim;
        this.end_dim = end_dim;
    }

    /// <summary>The first dimension.</summary>
    public long start_dim { get; set; }

    /// <summary>The last dimension.</summary>
    public long end_dim { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.flatten(start_dim, end_dim);
}

/// <summary>Splits a dimension into several.</summary>
public sealed class Unflatten : ParameterLessModule<Tensor, Tensor>
{
    internal Unflatten(long dim, long[] unflattened_size) : base(nameof(Unflatten))
    {
        this.dim = dim;
        this.unflattened_size = unflattened_size;
    }

    /// <summary>The dimension.</summary>
    public long dim { get; set; }

    /// <summary>The sizes; one may be -1.</summary>
    public long[] unflattened_size { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => tensor.unflatten(dim, unflattened_size);
}

/// <summary>[*, C r^2, H, W] to [*, C, H r, W r] (Shi et al. 2016).</summary>
public sealed class PixelShuffle : ParameterLessModule<Tensor, Tensor>
{
    internal PixelShuffle(long upscale_factor) : base(nameof(PixelShuffle)) => this.upscale_factor = upscale_factor;

    /// <summary>r.</summary>
    public long upscale_factor { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.pixel_shuffle(input, upscale_factor);
}

/// <summary>[*, C, H r, W r] to [*, C r^2, H, W].</summary>
public sealed class PixelUnshuffle : ParameterLessModule<Tensor, Tensor>
{
    internal PixelUnshuffle(long downscale_factor) : base(nameof(PixelUnshuffle)) => this.downscale_factor = downscale_factor;

    /// <summary>r.</summary>
    public long downscale_factor { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.pixel_unshuffle(input, downscale_factor);
}

/// <summary>Interleaves groups of channels (Zhang et al. 2018).</summary>
public sealed class ChannelShuffle : ParameterLessModule<Tensor, Tensor>
{
    private static readonly Operator ChannelShuffling = new("channel_shuffle");

    internal ChannelShuffle(long groups) : base(nameof(ChannelShuffle)) => this.groups = groups;

    /// <summary>The number of groups.</summary>
    public long groups { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => ChannelShuffling.One(tensor, groups);
}

/// <summary>Sums sliding blocks [N, C k, L] back into [N, C, H, W].</summary>
public sealed class Fold : ParameterLessModule<Tensor, Tensor>
{
    internal Fold((long, long) output_size, (long, long) kernel_size, (long, long) dilation, (long, long) padding, (long, long) stride) : base(nameof(Fold))
    {
        this.output_size = output_size;
        this.kernel_size = kernel_size;
        this.dilation = dilation;
        this.padding = padding;
        this.stride = stride;
    }

    /// <summary>The sizes of the output.</summary>
    public (long, long) output_size { get; set; }

    /// <summary>The sizes of a block.</summary>
    public (long, long) kernel_size { get; set; }

    /// <summary>The distances between elements of a block.</summary>
    public (long, long) dilation { get; set; }

    /// <summary>Zeros around the output.</summary>
    public (long, long) padding { get; set; }

    /// <summary>The steps between blocks.</summary>
    public (long, long) stride { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => F.fold(tensor, output_size, kernel_size, dilation, padding, stride);
}

/// <summary>Sliding blocks of [N, C, H, W] as columns, [N, C k, L].</summary>
public sealed class Unfold : ParameterLessModule<Tensor, Tensor>
{
    internal Unfold((long, long) kernel_size, (long, long) dilation, (long, long) padding, (long, long) stride) : base(nameof(Unfold))
    {
        this.kernel_size = kernel_size;
        this.dilation = dilation;
        this.padding = padding;
        this.stride = stride;
    }

    /// <summary>The sizes of a block.</summary>
    public (long, long) kernel_size { get; set; }

    /// <summary>The distances between elements of a block.</summary>
    public (long, long) dilation { get; set; }

    /// <summary>Zeros around the input.</summary>
    public (long, long) padding { get; set; }

    /// <summary>The steps between blocks.</summary>
    public (long, long) stride { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => F.unfold(tensor, kernel_size, dilation, padding, stride);
}

/// <summary>The cosine of the angle between vectors along a dimension.</summary>
public sealed class CosineSimilarity : ParameterLessModule<Tensor, Tensor, Tensor>
{
    internal CosineSimilarity(long dim, double eps) : base(nameof(CosineSimilarity))
    {
        this.dim = dim;
        this.eps = eps;
    }

    /// <summary>The dimension of the vectors.</summary>
    public long dim { get; set; }

    /// <summary>The smallest divisor.</summary>
    public double eps { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2) => F.cosine_similarity(input1, input2, dim, eps);
}

/// <summary>The p-norm of the difference of vectors along the last dimension.</summary>
public sealed class PairwiseDistance : ParameterLessModule<Tensor, Tensor, Tensor>
{
    internal PairwiseDistance(double norm, double eps, bool keepdim) : base(nameof(PairwiseDistance))
    {
        this.norm = norm;
        this.eps = eps;
        this.keepdim = keepdim;
    }

    /// <summary>p.</summary>
    public double norm { get; set; }

    /// <summary>What is added to the difference.</summary>
    public double eps { get; set; }

    /// <summary>Whether the last dimension stays, with size 1.</summary>
    public bool keepdim { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2) => F.pairwise_distance(input1, input2, norm, eps, keepdim);
}
