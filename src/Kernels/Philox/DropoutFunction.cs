using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The dropout probability, the random stream, and the place of the elements in the tensor whose mask is used.</summary>
/// <param name="Probability">The dropout probability.</param>
/// <param name="Stream">The random stream.</param>
/// <param name="Rows">The place of the first dimension in that of the whole tensor.</param>
internal sealed record DropoutCall(double Probability, RandomStream Stream, BatchRows Rows);

/// <summary>Dropout as one autograd function. The mask is not saved; backward recomputes it.</summary>
internal sealed class DropoutFunction : KernelFunction<DropoutFunction, DropoutCall>
{
    internal static Tensor Run(Tensor x, double p, RandomStream stream, BatchRows rows) => Run(new DropoutCall(p, stream, rows), [x])[0];

    protected override Tensor[] Forward(DropoutCall call, Tensor?[] inputs, List<Tensor?>? keep) => [Dropped(call, inputs[0]!)];

    // The gradient is dropout with the same mask.
    protected override Tensor?[] Gradients(DropoutCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted) => [Dropped(call, given[0]!)];

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(DropoutCall call, Tensor?[] kept, Tensor?[] given)
    {
        var x = zeros_like(given[0]!).requires_grad_();
        var mask = Philox.dropout_mask(x.Sizes(), call.Probability, call.Stream, rows: call.Rows);
        return ([x * mask], [x]);
    }

    private static unsafe Tensor Dropped(DropoutCall call, Tensor x)
    {
        var y = FloatTensor.New(x.Sizes());
        using var from = Operand.Contiguous(x);
        NativeMethods.Check(
            NativeMethods.workbench_dropout(
                from.Native.Start,
                NativeTensor.Of(y).Start,
                y.numel(),
                call.Probability,
                call.Stream.Seed,
                call.Stream.Role,
                call.Stream.Step,
                call.Rows.First == 0 ? 0 : (ulong)(call.Rows.First * (y.numel() / Math.Max(1, y.shape[0])))
            )
        );
        return y;
    }
}
