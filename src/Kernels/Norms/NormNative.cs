using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static unsafe partial nint workbench_norm(
        nint x, nint branch, nint weight, nint bias, int centred, double epsilon, nint* sum, nint* y);
}

/// <summary>The call across the boundary: what is null there is null here.</summary>
internal static unsafe class NormNative
{
    internal static (Tensor? Sum, Tensor Normed) Run(Tensor x, Tensor? branch, Tensor? weight, Tensor? bias, bool centred, double eps, bool keepSum)
    {
        nint sum = 0, normed = 0;
        NativeMethods.Check(NativeMethods.workbench_norm(
            x.Handle, branch?.Handle ?? 0, weight?.Handle ?? 0, bias?.Handle ?? 0, centred ? 1 : 0, eps, keepSum ? &sum : null, &normed));
        GC.KeepAlive((x, branch, weight, bias));
        return (keepSum ? Tensor.UnsafeCreateTensor(sum) : null, Tensor.UnsafeCreateTensor(normed));
    }
}
