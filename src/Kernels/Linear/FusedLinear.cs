using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// x weight' + bias as one autograd function; libtorch uses up to four operators, and eight in the backward pass. Results depend on the
/// number of threads only if MKL's products are used and theirs do.
/// </summary>
/// <remarks>
/// The <c>linear</c> kernel supports float32 on the CPU; all other cases call <see cref="nn.functional.linear"/>, which also reports
/// errors. The products have the precision of <see cref="MixedPrecision.Current"/>.
/// </remarks>
public static class FusedLinear
{
    /// <summary>x weight' + bias.</summary>
    /// <param name="x">[..., K], a floating type, any device.</param>
    /// <param name="weight">[N, K].</param>
    /// <param name="bias">[N]; null for none.</param>
    /// <returns>[..., N].</returns>
    public static Tensor linear(Tensor x, Tensor weight, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        return LinearNative.Takes(x, weight, bias) ? LinearFunction.Run(x, weight, bias) : MixedPrecision.Linear(x, weight, bias);
    }
}

/// <summary>A linear layer has no non-tensor arguments.</summary>
internal sealed record LinearCall
{
    internal static readonly LinearCall Only = new();
}

/// <summary>The layer as one autograd function. Inputs: x, weight, bias.</summary>
internal sealed class LinearFunction : KernelFunction<LinearFunction, LinearCall>
{
    internal static Tensor Run(Tensor x, Tensor weight, Tensor? bias) => Run(LinearCall.Only, [x, weight, bias])[0];

    protected override ReadOnlySpan<int> Weights(LinearCall call) => [1];

    protected override Tensor[] Forward(LinearCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        keep?.AddRange(inputs);
        return [LinearNative.Forward(inputs[0]!, inputs[1]!, inputs[2])];
    }

    protected override Tensor?[] Gradients(LinearCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var (x, weight, bias) = LinearNative.Backward(kept[0]!, kept[1]!, given[0]!, (wanted[0], wanted[1], wanted[2]));
        return [x, weight, bias];
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(LinearCall call, Tensor?[] kept, Tensor?[] given) =>
        ([MixedPrecision.Linear(kept[0]!, kept[1]!, kept[2])], kept);
}
