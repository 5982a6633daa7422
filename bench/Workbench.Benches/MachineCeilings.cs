using System.Globalization;
using TorchSharp;
using Workbench.Kernels;

namespace Workbench.Benches;

/// <summary>What this machine can do at most, as measured: the two roofs of a roofline.</summary>
/// <param name="Gigaflops">Products of 2048 x 2048 float32 matrices, on all cores.</param>
/// <param name="GigabytesPerSecond">Bytes read and written while memory far beyond the caches is copied, on all cores.</param>
internal sealed record MachineCeilings(double Gigaflops, double GigabytesPerSecond)
{
    /// <summary>Measures both.</summary>
    public static MachineCeilings Measure(TimeProvider clock)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        var product = MatrixProductSpeed.Measure(2048, repetitions: 9, clock: clock);
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
        var seconds = InterleavedTimer.MedianSeconds(copy, Environment.ProcessorCount, clock);
        return new(product.Operator, 2 * bytes / seconds * 1e-9);
    }

    /// <summary>The least time that work takes here, in words; empty where nothing is known of it.</summary>
    /// <param name="work">Floating-point operations, and bytes that must be read and written; 0 where they do not matter.</param>
    public string Roofline((double Flops, double Bytes) work)
    {
        var parts = new List<string>();
        if (work.Flops > 0)
        {
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{work.Flops * 1e-9:0.###} GFLOP take {work.Flops / Gigaflops * 1e-6:0.###} ms at {Gigaflops:0} GFLOP/s"
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
