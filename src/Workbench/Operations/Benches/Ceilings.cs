using System.Globalization;
using TorchSharp;
using Workbench.Kernels;

namespace Workbench.Operations.Benches;

/// <summary>What this machine can do at most, as measured: the two roofs under which everything stays.</summary>
/// <param name="Gigaflops">Products of 2048 x 2048 float32 matrices by dnnl_sgemm, on all cores.</param>
/// <param name="GigabytesPerSecond">Bytes read and written while memory far beyond the caches is copied, on all cores.</param>
internal sealed record Ceilings(double Gigaflops, double GigabytesPerSecond)
{
    /// <summary>Measures both.</summary>
    public static Ceilings Measure(TimeProvider clock)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        var product = MatrixProductSpeed.Measure(2048, repetitions: 9, clock: clock);
        const long bytes = 256L << 20;
        using var guard = torch.no_grad();
        using var from = torch.ones(bytes / 4);
        using var to = torch.empty_like(from);
        var seconds = OurTime.Seconds(() => to.copy_(from), Environment.ProcessorCount, clock);
        return new(product.Operator, 2 * bytes / seconds * 1e-9);
    }

    /// <summary>The least time that so much work takes here, in words.</summary>
    /// <param name="flops">Floating-point operations; 0 where they do not matter.</param>
    /// <param name="bytes">Bytes that must be read and written; 0 where they do not matter.</param>
    public string Roofline(double flops, double bytes)
    {
        var parts = new List<string>();
        if (flops > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{flops * 1e-9:0.###} GFLOP take {flops / Gigaflops * 1e-6:0.###} ms at the {Gigaflops:0} GFLOP/s of products"));
        if (bytes > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{bytes * 1e-6:0.###} MB take {bytes / GigabytesPerSecond * 1e-6:0.###} ms at the {GigabytesPerSecond:0.0} GB/s of memory, less from caches"));
        return string.Join(", ", parts);
    }
}
