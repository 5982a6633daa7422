using static TorchSharp.torch;

namespace Workbench.Kernels;

public static partial class NativeKernels
{
    static partial void EnsureTorch() => empty(0).Dispose();
}
