using TorchSharp;
using Workbench.Kernels;

namespace Workbench.Kernels.Tests.Runtime;

/// <summary>The numbers of <c>tensor * 0.5</c> outlive the operator that reads them.</summary>
public sealed class ScalarLifetimeTests
{
    [Fact]
    public void A_scalar_is_freed_by_our_library()
    {
        NativeKernels.Load();
        var before = NativeMethods.workbench_kept_scalars();
        Scalar scalar = 0.5;
        scalar.Dispose();
        Assert.True(NativeMethods.workbench_kept_scalars() > before);
    }
}
