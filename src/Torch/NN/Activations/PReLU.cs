using TorchSharp.Utils;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>x for x at least 0, else weight x, with one learned weight or one for each channel (He et al. 2015).</summary>
public sealed class PReLU : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    internal PReLU(long num_parameters, double init, Device? device = null, ScalarType? dtype = null) : base(nameof(PReLU))
    {
        this.init = init;
        this.num_parameters = num_parameters;
        weight = new Parameter(full([num_parameters], init, dtype: dtype ?? get_default_dtype(), device: device));
    }

    /// <summary>The slopes for negative inputs, [num_parameters].</summary>
    public Parameter weight
    {
        get => _weight!;
        set => Own(nameof(weight), ref _weight, value);
    }

    /// <summary>The number of slopes: 1, or the number of channels.</summary>
    public long num_parameters { get; }

    /// <summary>The initial slope.</summary>
    public double init { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => F.prelu(tensor, weight);
}
