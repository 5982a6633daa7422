using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint workbench_bf16_units();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint workbench_cap_bf16_units(string name);

    [LibraryImport(Library)]
    internal static partial nint workbench_bf16_product(in NativeTensor a, in NativeTensor b, in NativeTensor c, float beta);
}

/// <summary>The precision of the factors of matrix products; sums are always float32.</summary>
public enum ProductPrecision
{
    /// <summary>Factors in the dtype of the tensors.</summary>
    Float32,

    /// <summary>Factors rounded to bfloat16, to nearest, ties to even.</summary>
    Bf16,
}

/// <summary>
/// Mixed precision (Micikevicius et al. 2018; bfloat16: Kalamkar et al. 2019) for the products of linear layers, of attention and of the
/// head. Only the factors of these products are rounded. Weights, activations, gradients, sums and everything between products stay
/// float32, so that no loss scaling is needed: bfloat16 has the exponents of float32.
/// </summary>
/// <remarks>
/// The current precision belongs to the thread, as PyTorch's autocast does. The backward pass of a product has the precision of its forward
/// pass.
/// </remarks>
public static class MixedPrecision
{
    [ThreadStatic]
    private static ProductPrecision _current;

    /// <summary>The precision of this thread's products.</summary>
    public static ProductPrecision Current => _current;

    /// <summary>
    /// The units for bfloat16 products that the kernels use on this processor: <c>amx</c> (tiles), <c>avx512_bf16</c> or <c>none</c>.
    /// Without units the results are those of rounded factors too, but slower than float32.
    /// </summary>
    public static string Units =>
        NativeKernels.Load().Loaded ? Marshal.PtrToStringUTF8(NativeMethods.workbench_bf16_units()) ?? "none" : "none";

    /// <summary>Whether the processor has units for bfloat16 products.</summary>
    public static bool HasUnits => Units != "none";

    /// <summary>Sets the precision of this thread's products until the result is disposed.</summary>
    /// <param name="precision">The precision.</param>
    public static Scope Use(ProductPrecision precision)
    {
        var before = _current;
        _current = precision;
        return new Scope(before);
    }

    /// <summary>Restores the precision that was set before.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly ProductPrecision _before;

        internal Scope(ProductPrecision before) => _before = before;

        /// <summary>Restores the precision.</summary>
        public void Dispose() => _current = _before;
    }

    /// <summary>x weight' + bias with libtorch's operators in the current precision, for any device and dtype.</summary>
    internal static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        if (_current == ProductPrecision.Float32 || x.dtype != ScalarType.Float32)
            return nn.functional.linear(x, weight, bias);
        using var scope = NewDisposeScope();
        var y = nn.functional.linear(x.to(ScalarType.BFloat16), weight.to(ScalarType.BFloat16)).to(ScalarType.Float32);
        return (bias is null ? y : y + bias).MoveToOuterDisposeScope();
    }

    /// <summary>A factor of a product by libtorch's operators in the current precision: x, or x rounded.</summary>
    internal static Tensor Factor(Tensor x) =>
        _current == ProductPrecision.Float32 || x.dtype != ScalarType.Float32 ? x : x.to(ScalarType.BFloat16).to(ScalarType.Float32);

    /// <summary>c = a b, or c + a b, with factors rounded to bfloat16.</summary>
    /// <param name="c">[M, N] float32 on the CPU, rows contiguous.</param>
    /// <param name="a">[M, K], one dimension contiguous.</param>
    /// <param name="b">[K, N], one dimension contiguous.</param>
    /// <param name="add">Whether to add to the previous content of c.</param>
    internal static void Multiply(Tensor c, Tensor a, Tensor b, bool add = false)
    {
        NativeMethods.Check(NativeMethods.workbench_bf16_product(NativeTensor.Of(a), NativeTensor.Of(b), NativeTensor.Of(c), add ? 1 : 0));
        GC.KeepAlive((a, b, c));
    }
}
