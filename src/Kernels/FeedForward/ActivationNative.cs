using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint workbench_activate(nint x, nint bias, int function, int gated, out nint y);
}

internal static class ActivationNative
{
    internal static Tensor Run(Tensor x, Tensor? bias, Activation function, bool gated)
    {
        NativeMethods.Check(NativeMethods.workbench_activate(x.Handle, bias?.Handle ?? 0, (int)function, gated ? 1 : 0, out var y));
        GC.KeepAlive((x, bias));
        return Tensor.UnsafeCreateTensor(y);
    }
}
