using System.Runtime.InteropServices;
using Workbench.Kernels.Runtime;

namespace Workbench.Kernels;

internal static unsafe partial class NativeMethods
{
    /// <summary>A parameter as declared in optimiser.cpp; the four arrays have the same layout.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AdamWParameter
    {
        internal float* Weight,
            Gradient,
            Mean,
            Square;
        internal long Count; // 0 without a gradient
        internal long Step,
            Group;
    }

    /// <summary>AdamW's options of a parameter group, as declared in optimiser.cpp.</summary>
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

    // Native functions of Tensor.grad, is_neg and Dispose. Calling them without a Tensor object takes a tenth of the time.
    [LibraryImport(TorchRuntime.Library)]
    internal static partial nint THSTensor_grad(nint tensor);

    [LibraryImport(TorchRuntime.Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_is_neg(nint tensor);

    [LibraryImport(TorchRuntime.Library)]
    internal static partial void THSTensor_dispose(nint tensor);
}
