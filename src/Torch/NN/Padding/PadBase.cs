using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>What the padding layers share.</summary>
public abstract class PadBase : ParameterLessModule<Tensor, Tensor>
{
    private readonly PaddingModes mode;

    /// <summary>Makes a padding layer.</summary>
    /// <param name="name">The name of the module.</param>
    /// <param name="mode">What the padding is made of.</param>
    /// <param name="value">The value of constant padding.</param>
    /// <param name="padding">The number of elements before and after, last dimension first.</param>
    protected PadBase(string name, PaddingModes mode, double value, params long[] padding) : base(name)
    {
        this.mode = mode;
        this.value = value;
        this.padding = padding;
    }

    /// <summary>The number of elements before and after, last dimension first.</summary>
    public long[] padding { get; set; }

    /// <summary>The value of constant padding.</summary>
    public double value { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => F.pad(input, padding, mode, value);
}
