using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>libtorch's functions for products (gemm.cpp).</summary>
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
/// The kernel <c>gemm</c>. libtorch's operators (mm, addmm, bmm, baddbmm, mv, dot, and what is made of them: linear, matmul, their
/// gradients) check shapes, copy what lies unsuitably, and call four functions of BLAS for float32 numbers. The kernel takes the place of
/// these functions alone, so every model gains, and errors, other dtypes and gradients stay libtorch's own.
/// </summary>
internal static class MatrixProducts
{
    internal const string Kernel = "gemm";

    private static bool _complete,
        _installed;

    /// <summary>Why the kernel should stay off here; null where it is faster than libtorch's products.</summary>
    internal static string? WhyOff() => NativeMethods.workbench_gemm_pays() != 0 ? null : "MKL is as fast on this processor";

    /// <summary>
    /// Tells the native library what libtorch's own products are made of. Kernels that hold a product go by these where gemm is off.
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

    /// <summary>Puts the kernel in the place of libtorch's functions, once; <see cref="Use"/> turns it on.</summary>
    /// <returns>Why that is not possible; null when it is done.</returns>
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

    /// <summary>Whether the kernel computes products from now on, or libtorch's own functions do.</summary>
    internal static void Use(bool yes)
    {
        if (_installed)
            NativeMethods.workbench_gemm_use(yes ? 1 : 0);
    }

    /// <summary>c = alpha a b + beta c by the kernel itself, whether it is on or not.</summary>
    /// <param name="a">[M, K] float32, one dimension contiguous.</param>
    /// <param name="b">[K, N], likewise.</param>
    /// <param name="c">[M, N], rows contiguous.</param>
    /// <param name="alpha">The factor of the product; 0 leaves a and b unread.</param>
    /// <param name="beta">The factor of what is in c; 0 leaves it unread.</param>
    internal static void Compute(Tensor a, Tensor b, Tensor c, float alpha = 1, float beta = 0)
    {
        NativeMethods.Check(NativeMethods.workbench_gemm_product(NativeTensor.Of(a), NativeTensor.Of(b), NativeTensor.Of(c), alpha, beta));
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
    }
}
