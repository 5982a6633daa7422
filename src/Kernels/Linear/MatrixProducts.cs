using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>Addresses of libtorch's BLAS functions (gemm.cpp).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct FoundProducts
    {
        internal nint Sgemm,
            Sgemv,
            Sdot,
            SgemmBatch;
    }

    [LibraryImport(Library)]
    internal static partial int workbench_gemm_pays();

    [LibraryImport(Library)]
    internal static partial nint workbench_gemm_found(in FoundProducts found);

    [LibraryImport(Library)]
    internal static partial nint workbench_gemm_install(nint within);

    [LibraryImport(Library)]
    internal static partial void workbench_gemm_use(int yes);

    [LibraryImport(Library)]
    internal static partial nint workbench_gemm_product(in NativeTensor a, in NativeTensor b, in NativeTensor c, float alpha, float beta);
}

/// <summary>
/// The kernel <c>gemm</c>. libtorch's operators (mm, addmm, bmm, baddbmm, mv, dot, and linear, matmul and their gradients, which use them)
/// check shapes, copy tensors with unsuitable layouts, and call four BLAS functions for float32. The kernel replaces only these functions,
/// so all models benefit, and error checks, other dtypes and gradients remain libtorch's.
/// </summary>
internal static class MatrixProducts
{
    internal const string Kernel = "gemm";

    private static bool _complete,
        _installed;

    /// <summary>Why the kernel should be off on this machine; null where it is faster than libtorch's products.</summary>
    internal static string? WhyOff() => NativeMethods.workbench_gemm_pays() != 0 ? null : "MKL is as fast on this processor";

    /// <summary>
    /// Passes the addresses of libtorch's BLAS functions to the native library. Kernels that contain a product use these functions when
    /// gemm is off.
    /// </summary>
    internal static void Find()
    {
        var found = new NativeMethods.FoundProducts
        {
            Sgemm = TorchAbi.Address("sgemm_"),
            Sgemv = TorchAbi.Address("sgemv_"),
            Sdot = TorchAbi.Address("sdot_"),
            SgemmBatch = TorchAbi.Address("cblas_sgemm_batch"),
        };
        _complete = found.Sgemm != 0 && found.Sgemv != 0 && found.Sdot != 0 && found.SgemmBatch != 0;
        NativeMethods.Check(NativeMethods.workbench_gemm_found(found));
    }

    /// <summary>Redirects libtorch's BLAS functions to the kernel, once per process; <see cref="Use"/> turns the kernel on and
    /// off.</summary>
    /// <returns>Why the kernel cannot be installed; null on success.</returns>
    internal static string? Install()
    {
        if (_installed)
            return null;
        if (!_complete)
            return "this libtorch has no sgemm_, sgemv_, sdot_ and cblas_sgemm_batch";
        if (NativeMethods.Message(NativeMethods.workbench_gemm_install(TorchAbi.ParallelFor)) is { } failure)
            return failure;
        _installed = true;
        return null;
    }

    /// <summary>Turns the kernel on or off; libtorch's own functions compute the products while it is off.</summary>
    internal static void Use(bool yes)
    {
        if (_installed)
            NativeMethods.workbench_gemm_use(yes ? 1 : 0);
    }

    /// <summary>c = alpha a b + beta c with the kernel, even if it is off.</summary>
    /// <param name="a">[M, K] float32, one dimension contiguous.</param>
    /// <param name="b">[K, N] float32, one dimension contiguous.</param>
    /// <param name="c">[M, N], rows contiguous.</param>
    /// <param name="alpha">The factor of the product; with 0, a and b are not read.</param>
    /// <param name="beta">The factor of the previous content of c; with 0, the content is not read.</param>
    internal static void Compute(Tensor a, Tensor b, Tensor c, float alpha = 1, float beta = 0)
    {
        NativeMethods.Check(NativeMethods.workbench_gemm_product(NativeTensor.Of(a), NativeTensor.Of(b), NativeTensor.Of(c), alpha, beta));
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
    }
}
