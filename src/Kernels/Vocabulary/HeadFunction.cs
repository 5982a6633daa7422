using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// The targets of all rows, the ignored target value, the additional loss terms, and the reduction. The targets are an array, because
/// saving a tensor for autograd costs more than the copy.
/// </summary>
internal sealed record HeadCall(long[] Targets, long IgnoreIndex, double LabelSmoothing, double ZLoss, nn.Reduction Reduction)
{
    internal bool Mean => Reduction == nn.Reduction.Mean;
}

/// <summary>
/// The head and its loss as one autograd function. Inputs: x, weight, bias. The forward pass computes the gradients; the backward pass
/// scales them.
/// </summary>
internal sealed class HeadFunction : KernelFunction<HeadFunction, HeadCall>
{
    internal static Tensor Run(Tensor x, Tensor weight, Tensor? bias, HeadCall call) => Run(call, [x, weight, bias])[0];

    protected override Tensor[] Forward(HeadCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        bool Wanted(int input) => keep is not null && inputs[input] is { requires_grad: true };
        var made = HeadChunks.Compute(inputs[0]!, inputs[1]!, inputs[2], call, new HeadWanted(Wanted(0), Wanted(1), Wanted(2)));
        // x, weight and bias are needed only for gradients that are differentiated again.
        keep?.AddRange([.. inputs, made.X, made.Weight, made.Bias]);
        return [tensor(call.Mean ? made.Loss / made.Count : made.Loss, ScalarType.Float32)];
    }

    protected override unsafe Tensor?[] Gradients(HeadCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var above = given[0]!;
        var factor = *NativeTensor.Of(above).Start;
        // Do not modify the saved gradients, because backward may run again.
        return [Scaled(kept[3]), Scaled(kept[4]), Scaled(kept[5])];

        Tensor? Scaled(Tensor? gradient) => factor == 1 ? gradient?.alias() : gradient?.mul(above);
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(HeadCall call, Tensor?[] kept, Tensor?[] given)
    {
        var (x, weight, bias) = (kept[0]!, kept[1]!, kept[2]);
        using var targets = tensor(call.Targets);
        var loss = Head.Composite(x, weight, targets, bias, call.IgnoreIndex, call.LabelSmoothing, call.ZLoss, call.Reduction);
        return ([loss], [x, weight, bias]);
    }
}
