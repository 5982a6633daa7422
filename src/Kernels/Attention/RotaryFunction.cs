using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint workbench_rotate(
        in NativeTensor x,
        in NativeTensor cosine,
        in NativeTensor sine,
        long first,
        int interleaved,
        int inverse,
        in NativeTensor y
    );
}

/// <summary>The first position of x, the layout, and whether the angles are negated.</summary>
internal sealed record RotaryCall(long Start, RopeLayout Layout, bool Inverse);

/// <summary>The rotation as one autograd function. Inputs: x, and the tables as constants.</summary>
internal sealed class RotaryFunction : KernelFunction<RotaryFunction, RotaryCall>
{
    internal static Tensor Run(Tensor x, Tensor cosine, Tensor sine, RotaryCall call) => Run(call, [x, cosine, sine])[0];

    /// <summary>Rotates x [..., T, K] into y, without autograd. y has the shape of x and may be x itself.</summary>
    internal static void Rotate(RotaryCall call, Tensor x, Tensor cosine, Tensor sine, Tensor y)
    {
        using Operand from = Operand.Rows(x),
            c = Operand.Rows(cosine),
            s = Operand.Rows(sine);
        NativeMethods.Check(
            NativeMethods.workbench_rotate(
                from.Native,
                c.Native,
                s.Native,
                call.Start,
                call.Layout == RopeLayout.Interleaved ? 1 : 0,
                call.Inverse ? 1 : 0,
                NativeTensor.Of(y)
            )
        );
        GC.KeepAlive(y);
    }

    protected override Tensor[] Forward(RotaryCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        var y = FloatTensor.New(inputs[0]!.Sizes()); // [..., T, K]
        Rotate(call, inputs[0]!, inputs[1]!, inputs[2]!, y);
        keep?.AddRange([inputs[1], inputs[2]]);
        return [y];
    }

    protected override Tensor?[] Gradients(RotaryCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var gradient = FloatTensor.New(given[0]!.Sizes());
        Rotate(call with { Inverse = !call.Inverse }, given[0]!, kept[0]!, kept[1]!, gradient);
        return [gradient, null, null];
    }

    // Linear in x, so the gradient does not depend on x.
    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(RotaryCall call, Tensor?[] kept, Tensor?[] given)
    {
        var x = zeros_like(given[0]!).requires_grad_();
        using var sine = call.Inverse ? -kept[1]! : kept[1]!.alias();
        return ([Rotary.Composite(x, kept[0]!, sine, call.Layout, call.Start)], [x, null, null]);
    }
}
