using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Gives its input back, as a new tensor object for the same values.</summary>
public sealed class Identity : ParameterLessModule<Tensor, Tensor>
{
    internal Identity() : base(nameof(Identity)) { }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => tensor.alias();
}
