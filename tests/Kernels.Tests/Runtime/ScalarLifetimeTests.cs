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
        // Each call frees what other tests gave back two seconds ago, too, so that one scalar alone may not be seen in the count.
        for (var i = 0; i < 1000; i++)
        {
            Scalar scalar = 0.5;
            scalar.Dispose();
        }
        Assert.True(NativeMethods.workbench_kept_scalars() >= 1000, $"{NativeMethods.workbench_kept_scalars()} are kept");
    }
}
