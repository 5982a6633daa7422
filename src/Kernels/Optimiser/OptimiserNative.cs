using System.Runtime.InteropServices;
using Workbench.Kernels.Runtime;

namespace Workbench.Kernels;

internal static unsafe partial class NativeMethods
{
    /// <summary>A parameter as optimiser.cpp lays it out: element i of one array belongs to element i of the others.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AdamWParameter
    {
        internal float* Weight,
            Gradient,
            Mean,
            Square;
        internal long Count; // 0 where there is no gradient
        internal long Step,
            Group;
    }

    /// <summary>A group of parameters as optimiser.cpp lays it out: AdamW's options.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AdamWGroup
    {
        internal double LearningRate,
            Beta1,
            Beta2,
            Epsilon,
            WeightDecay;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_optimiser_norm(ReadOnlySpan<AdamWParameter> parameters, long count, out double norm);

    [LibraryImport(Library)]
    internal static partial nint workbench_optimiser_step(
        ReadOnlySpan<AdamWParameter> parameters,
        long count,
        ReadOnlySpan<AdamWGroup> groups,
        double scale
    );

    // What Tensor.grad, is_neg and Dispose call: without an object, its finalizer and its place in a dispose scope they cost a tenth.
    [LibraryImport(TorchRuntime.Library)]
    internal static partial nint THSTensor_grad(nint tensor);

    [LibraryImport(TorchRuntime.Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_is_neg(nint tensor);

    [LibraryImport(TorchRuntime.Library)]
    internal static partial void THSTensor_dispose(nint tensor);
}
