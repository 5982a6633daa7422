using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The gradient of a parameter during a step: the parameter's own until something is added to it.</summary>
internal sealed class Gradient : IDisposable
{
    private Gradient(Tensor value) => Value = value;

    internal Tensor Value { get; private set; }

    /// <summary>The gradient, or null if there is none.</summary>
    internal static Gradient? Of(Parameter parameter, bool negate)
    {
        var grad = parameter.grad;
        if (grad is null) return null;
        var gradient = new Gradient(grad);
        if (negate) gradient.Replace(grad.neg());
        return gradient;
    }

    /// <summary>Adds a multiple of a tensor, leaving the parameter's own gradient as it is.</summary>
    internal void Add(Tensor other, double factor) => Replace(Value.add(other, alpha: factor));

    public void Dispose() => Value.Dispose();

    private void Replace(Tensor replacement)
    {
        Value.Dispose();
        Value = replacement;
    }
}
