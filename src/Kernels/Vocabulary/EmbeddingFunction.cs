using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static unsafe partial nint workbench_embedding_gradient(long* slots, in NativeTensor gradient, in NativeTensor output);
}

/// <summary>The number of rows of the table, and the token without a gradient.</summary>
internal sealed record EmbeddingCall(long Vocabulary, long? Padding);

/// <summary>The lookup as one autograd function. Inputs: the weight [V, D], and the tokens [N] as constants.</summary>
internal sealed unsafe class EmbeddingFunction : KernelFunction<EmbeddingFunction, EmbeddingCall>
{
    private const long Nowhere = -1;

    internal static Tensor Run(Tensor weight, Tensor tokens, EmbeddingCall call) => Run(call, [weight, tokens])[0];

    protected override Tensor[] Forward(EmbeddingCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        var tokens = inputs[1]!;
        keep?.Add(tokens);
        return [inputs[0]!.index_select(0, tokens)]; // [N, D]
    }

    protected override ReadOnlySpan<int> Weights(EmbeddingCall call) => [0];

    protected override Tensor?[] Gradients(EmbeddingCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        using Operand tokens = Operand.Contiguous(kept[0]),
            above = Operand.Rows(given[0]); // [N], [N, D]
        var (count, width) = (given[0]!.Sizes()[0], given[0]!.Sizes()[1]);
        var numbers = new ReadOnlySpan<long>(tokens.Native.Start, (int)count);
        return [Sums(call.Padding is { } padding ? Slots(numbers, padding) : numbers, above, call.Vocabulary, width), null];
    }

    // Linear in the weight, so the gradient does not depend on the weight.
    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(EmbeddingCall call, Tensor?[] kept, Tensor?[] given)
    {
        var weight = zeros(call.Vocabulary, given[0]!.Sizes()[1]).requires_grad_();
        return ([EmbeddingLookup.Composite(kept[0]!, weight, call.Padding)], [weight, null]);
    }

    // A matrix [rows, D]: row i of the gradient is added to row slots[i].
    private static Tensor Sums(ReadOnlySpan<long> slots, in Operand gradient, long rows, long width)
    {
        var sums = zeros(rows, width);
        fixed (long* first = slots)
            NativeMethods.Check(NativeMethods.workbench_embedding_gradient(first, gradient.Native, NativeTensor.Of(sums)));
        return sums;
    }

    private static long[] Slots(ReadOnlySpan<long> tokens, long padding)
    {
        var slots = tokens.ToArray();
        slots.AsSpan().Replace(padding, Nowhere);
        return slots;
    }
}
