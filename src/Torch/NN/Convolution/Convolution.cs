using TorchSharp.Utils;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>What all convolutions share. Kernels and bias start uniform in plus and minus 1 / sqrt(fan in).</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    /// <summary>The bias, [out_channels], or null.</summary>
    [ComponentName(Name = nameof(bias))]
    protected Parameter? _bias;

    /// <summary>The kernels.</summary>
    [ComponentName(Name = nameof(weight))]
    protected Parameter? _weight;

    /// <summary>The padding as <c>pad</c> takes it: last dimension first, both sides.</summary>
    protected long[] _reversed_padding_repeated_twice = [];

    /// <summary>Makes kernels and bias.</summary>
    /// <param name="name">The name of the module.</param>
    /// <param name="in_channels">Channels of the input.</param>
    /// <param name="out_channels">Channels of the output.</param>
    /// <param name="kernel_size">The sizes of the kernel.</param>
    /// <param name="stride">The steps between outputs.</param>
    /// <param name="padding">The padding of each dimension; null for 0 or a padding by name.</param>
    /// <param name="padding_type">The padding by name; or null.</param>
    /// <param name="dilation">The distances between elements of the kernel.</param>
    /// <param name="transposed">Whether it is a transposed convolution.</param>
    /// <param name="output_padding">Sizes added on one side of the output.</param>
    /// <param name="groups">Into how many independent groups the channels fall.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="padding_mode">What the padding is made of.</param>
    /// <param name="device">Where the parameters live; the default device when null.</param>
    /// <param name="dtype">Their element type; the default one when null.</param>
    protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null) : base(name)
    {
        if (groups <= 0 || in_channels % groups != 0) throw new ArgumentException($"in_channels ({in_channels}) must be a multiple of groups ({groups}).");
        if (out_channels % groups != 0) throw new ArgumentException($"out_channels ({out_channels}) must be a multiple of groups ({groups}).");
        if (transposed && padding_mode != PaddingModes.Zeros) throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND", nameof(padding_mode));
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        if (padding_type is { } named) SetPadding(named);
        else SetPadding(padding ?? new long[kernel_size.Length]);
        long[] channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
        weight = new Parameter(empty([.. channels, .. kernel_size], dtype: dtype, device: device));
        if (bias) this.bias = new Parameter(empty([out_channels], dtype: dtype, device: device));
        reset_parameters();
    }

    /// <summary>The kernels, [out_channels, in_channels / groups, *]; transposed, [in_channels, out_channels / groups, *].</summary>
    public Parameter weight
    {
        get => _weight!;
        set => Own(nameof(weight), ref _weight, value);
    }

    /// <summary>The bias, [out_channels], or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => Own(nameof(bias), ref _bias, value);
    }

    /// <summary>Channels of the input.</summary>
    public long in_channels { get; }

    /// <summary>Channels of the output.</summary>
    public long out_channels { get; }

    /// <summary>Whether it is a transposed convolution.</summary>
    public bool transposed { get; }

    /// <summary>The padding by name; null where it is given in numbers.</summary>
    public Padding? padding_type { get; private set; }

    /// <summary>The padding of each dimension; null where it is given by name.</summary>
    public long[]? padding { get; private set; }

    /// <summary>What the padding is made of.</summary>
    public PaddingModes padding_mode { get; set; }

    /// <summary>Into how many independent groups the channels fall.</summary>
    public long groups { get; set; }

    /// <summary>The sizes of the kernel.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>The steps between outputs.</summary>
    public long[] stride { get; set; }

    /// <summary>The distances between elements of the kernel.</summary>
    public long[] dilation { get; set; }

    /// <summary>Sizes added on one side of the output.</summary>
    public long[] output_padding { get; set; }

    /// <summary>Draws new kernels and bias.</summary>
    public void reset_parameters() => FanInInitialisation.Apply(weight, bias);

    /// <summary>Pads by numbers.</summary>
    public void SetPadding(long[] padding)
    {
        padding_type = null;
        this.padding = padding;
        _reversed_padding_repeated_twice = [.. padding.Reverse().SelectMany(size => new[] { size, size })];
    }

    /// <summary>Pads by name.</summary>
    public void SetPadding(Padding padding)
    {
        if (transposed) throw new ArgumentException("Cannot set padding type on ConvTransposeND");
        if (padding == Padding.Same && stride.Any(step => step != 1)) throw new ArgumentException("padding='same' is not supported for strided convolutions");
        padding_type = padding;
        this.padding = null;
        _reversed_padding_repeated_twice = new long[2 * kernel_size.Length];
        if (padding == Padding.Valid) return;
        for (var i = 0; i < kernel_size.Length; i++)
        {
            var total = dilation[i] * (kernel_size[i] - 1);
            var at = 2 * (kernel_size.Length - 1 - i);
            _reversed_padding_repeated_twice[at] = total / 2;
            _reversed_padding_repeated_twice[at + 1] = total - total / 2;
        }
    }

    /// <summary>Whether an input has a shape that this convolution takes.</summary>
    /// <param name="input">The input.</param>
    /// <param name="dimensions">The number of spatial dimensions.</param>
    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var shape = input.shape;
        return shape.Length == dimensions + 2 && shape[1] == in_channels || shape.Length == dimensions + 1 && shape[0] == in_channels;
    }

    private protected void RequireShape(Tensor input, long dimensions)
    {
        if (!ValidateShape(input, dimensions))
            throw new ArgumentException($"Expected {dimensions + 1}D (unbatched) or {dimensions + 2}D (batched) input with {in_channels} channels to {GetName()}.");
    }

    private protected Tensor Convolve(Tensor input, Operator convolution)
    {
        if (padding_mode == PaddingModes.Zeros && padding is not null)
            return convolution.One(input, weight, bias, stride, padding, dilation, groups);
        using var padded = F.pad(input, _reversed_padding_repeated_twice, padding_mode == PaddingModes.Zeros ? PaddingModes.Constant : padding_mode);
        return convolution.One(padded, weight, bias, stride, new long[kernel_size.Length], dilation, groups);
    }
}
