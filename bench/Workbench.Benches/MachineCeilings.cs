using System.Globalization;
using TorchSharp;
using Workbench.Kernels;

namespace Workbench.Benches;

/// <summary>What this machine can do at most, as measured: the two roofs of a roofline.</summary>
/// <param name="Gigaflops">Products of 2048 x 2048 float32 matrices, on all cores.</param>
/// <param name="GigabytesPerSecond">Bytes read and written while memory far beyond the caches is copied, on all cores.</param>
/// <param name="Bf16Gigaflops">The same products with factors rounded to bfloat16. Default: not measured.</param>
internal sealed record MachineCeilings(double Gigaflops, double GigabytesPerSecond, double Bf16Gigaflops = 0)
{
    private const int Size = 2048;

    /// <summary>Measures them.</summary>
    public static MachineCeilings Measure(TimeProvider clock) =>
        new(ProductGigaflops(clock), CopyGigabytesPerSecond(clock), Bf16Gigaflops: Bf16(clock));

    /// <summary>The speed of float32 products on all cores, in GFLOP/s.</summary>
    public static double ProductGigaflops(TimeProvider clock)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        return MatrixProductSpeed.Measure(Size, repetitions: 9, clock: clock).Operator;
    }

    /// <summary>The bytes that a large copy reads and writes in a second on all cores, in GB/s.</summary>
    public static double CopyGigabytesPerSecond(TimeProvider clock)
    {
        const long bytes = 256L << 20;
        using var guard = torch.no_grad();
        var from = torch.ones(bytes / 4);
        var to = torch.empty_like(from);
        using var copy = new Workload(
            () =>
            {
                to.copy_(from);
            },
            from,
            to
        );
        return 2 * bytes / InterleavedTimer.MedianSeconds(copy, Environment.ProcessorCount, clock) * 1e-9;
    }

    private static double Bf16(TimeProvider clock)
    {
        var (x, weight) = (torch.rand(Size, Size), torch.rand(Size, Size));
        using var product = new Workload(
            () =>
            {
                using var precision = MixedPrecision.Use(ProductPrecision.Bf16);
                FusedLinear.linear(x, weight).Dispose();
            },
            x,
            weight
        );
        return 2.0 * Size * Size * Size / InterleavedTimer.MedianSeconds(product, Environment.ProcessorCount, clock) * 1e-9;
    }

    /// <summary>The least time that work takes here, in words; empty where nothing is known of it.</summary>
    /// <param name="work">Floating-point operations, and bytes that must be read and written; 0 where they do not matter.</param>
    /// <param name="precision">The precision of the products. Default: float32.</param>
    public string Roofline((double Flops, double Bytes) work, ProductPrecision precision = ProductPrecision.Float32)
    {
        var gigaflops = precision == ProductPrecision.Bf16 ? Bf16Gigaflops : Gigaflops;
        var parts = new List<string>();
        if (work.Flops > 0)
        {
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{work.Flops * 1e-9:0.###} GFLOP take {work.Flops / gigaflops * 1e-6:0.###} ms at {gigaflops:0} GFLOP/s"
                )
            );
        }
        if (work.Bytes > 0)
        {
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{work.Bytes * 1e-6:0.###} MB take {work.Bytes / GigabytesPerSecond * 1e-6:0.###} ms at {GigabytesPerSecond:0.0} GB/s"
                )
            );
        }
        return string.Join(", ", parts);
    }
}
