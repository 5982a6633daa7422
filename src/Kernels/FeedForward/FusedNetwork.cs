using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The weights of a feed-forward network.</summary>
/// <param name="Expand">[F, D]; gated: [2F, D], the rows of the gate, then those of the values.</param>
/// <param name="ExpandBias">[F] or [2F]; null for none.</param>
/// <param name="Contract">[D, F].</param>
/// <param name="ContractBias">[D]; null for none.</param>
public readonly record struct NetworkWeights(Tensor Expand, Tensor? ExpandBias, Tensor Contract, Tensor? ContractBias);

/// <summary>
/// A feed-forward network: two linear layers with <see cref="FusedActivation"/> between them. One autograd function with the kernels
/// <c>linear</c> and <c>feedforward</c> for float32 on the CPU; separate operators otherwise.
/// </summary>
public static class FusedNetwork
{
    /// <summary>f(x Expand' + b) Contract' + c (Vaswani et al. 2017, equation 2, for any f).</summary>
    /// <param name="x">[..., D], a floating type, any device.</param>
    /// <param name="weights">Weights of both layers.</param>
    /// <param name="function">f.</param>
    /// <returns>[..., D].</returns>
    public static Tensor activated(Tensor x, in NetworkWeights weights, Activation function) => Run(x, weights, new(function, false));

    /// <summary>
    /// (f(x W' + b) * (x V' + c)) Contract' + d, where W and V are the halves of Expand (Shazeer 2020, "GLU Variants Improve Transformer",
    /// equation 6).
    /// </summary>
    /// <param name="x">[..., D], a floating type, any device.</param>
    /// <param name="weights">Weights of both layers.</param>
    /// <param name="function">f, applied to the gate.</param>
    /// <returns>[..., D].</returns>
    public static Tensor gated(Tensor x, in NetworkWeights weights, Activation function) => Run(x, weights, new(function, true));

    /// <summary>Reference implementation with plain operators, for any device and floating type.</summary>
    internal static Tensor Composite(Tensor x, in NetworkWeights weights, ActivationCall call)
    {
        using var scope = NewDisposeScope();
        // [..., F]
        var inner = FusedActivation.Composite(nn.functional.linear(x, weights.Expand), weights.ExpandBias, call.Function, call.Gated);
        return nn.functional.linear(inner, weights.Contract, weights.ContractBias).MoveToOuterDisposeScope();
    }

    private static Tensor Run(Tensor x, in NetworkWeights weights, ActivationCall call)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (Takes(x, weights, call))
            return NetworkFunction.Run(x, weights, call);
        using var scope = NewDisposeScope();
        var inner = FusedActivation.Run(FusedLinear.linear(x, weights.Expand), weights.ExpandBias, call.Function, call.Gated);
        return FusedLinear.linear(inner, weights.Contract, weights.ContractBias).MoveToOuterDisposeScope();
    }

    private static bool Takes(Tensor x, in NetworkWeights weights, ActivationCall call) =>
        NativeKernels.IsOn("feedforward")
        && LinearNative.Takes(x, weights.Expand, weights.ExpandBias)
        && LinearNative.TakesWeight(weights.Contract, weights.ContractBias)
        && weights.Expand.size(0) == (call.Gated ? 2 : 1) * weights.Contract.size(1);
}

/// <summary>
/// The network as one autograd function. Inputs: x and the four weights. Also saved for backward: the inner layer before the activation.
/// After the activation, it is made again together with the activation's gradient.
/// </summary>
internal sealed class NetworkFunction : KernelFunction<NetworkFunction, ActivationCall>
{
    internal static Tensor Run(Tensor x, in NetworkWeights weights, ActivationCall call) =>
        Run(call, [x, weights.Expand, weights.ExpandBias, weights.Contract, weights.ContractBias])[0];

    protected override ReadOnlySpan<int> Weights(ActivationCall call) => [1, 3];

    protected override Tensor[] Forward(ActivationCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        var before = LinearNative.Forward(inputs[0]!, inputs[1]!, null); // [..., F], or [..., 2F]
        var after = ActivationNative.Forward(call, before, inputs[2]); // [..., F]
        var y = LinearNative.Forward(after, inputs[3]!, inputs[4]);
        after.Dispose();
        if (keep is null)
            before.Dispose();
        else
            keep.AddRange([.. inputs, before]);
        return [y];
    }

    protected override Tensor?[] Gradients(ActivationCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var (x, before, above) = (kept[0]!, kept[5]!, given[0]!);
        if (!(wanted[0] || wanted[1] || wanted[2]))
        {
            using var inner = ActivationNative.Forward(call, before, kept[2]);
            var (_, weight, bias) = LinearNative.Backward(inner, kept[3]!, above, (false, wanted[3], wanted[4]));
            return [null, null, null, weight, bias];
        }
        // `before` is not read any more when `after` [..., F] has been made, and takes it where both have the same shape.
        var inPlace = !call.Gated && !TorchAbi.KeepsGraph;
        using var after = inPlace ? before.alias() : FloatTensor.New([.. before.Sizes()[..^1], kept[3]!.size(1)]);
        // The gradient of `after` needs its shape alone.
        var (ofAfter, _, ofContractBias) = LinearNative.Backward(after, kept[3]!, above, (true, false, wanted[4]));
        var ofBefore = call.Gated ? FloatTensor.New(before.Sizes()) : ofAfter!;
        var ofExpandBias = ActivationNative.Backward(call, before, kept[2], ofAfter!, ofBefore, wanted[2], wanted[3] ? after : null);
        if (call.Gated)
            ofAfter!.Dispose();
        var (_, ofContract, _) = LinearNative.Backward(after, kept[3]!, above, (false, wanted[3], false));
        var (ofX, ofExpand, _) = LinearNative.Backward(x, kept[1]!, ofBefore, (wanted[0], wanted[1], false));
        ofBefore.Dispose();
        return [ofX, ofExpand, ofExpandBias, ofContract, ofContractBias];
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(ActivationCall call, Tensor?[] kept, Tensor?[] given) =>
        ([FusedNetwork.Composite(kept[0]!, new(kept[1]!, kept[2], kept[3]!, kept[4]), call)], kept[..5]);
}
