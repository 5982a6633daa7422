using System.Globalization;

namespace Workbench.Benches.Measures;

/// <summary>How much of the speed of large float32 products a training step reaches with the operations that it cannot do without.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Step">Makes the step ready.</param>
/// <param name="Flops">Operations of a step.</param>
/// <param name="Goal">The share that is aimed at; 0 for none.</param>
internal sealed record PeakShare(string Model, Func<Workload> Step, double Flops, double Goal)
    : Measure($"training, {Model}, share of the products' peak")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var threads = context.Threads[^1];
        using var step = Step();
        var (speeds, peaks) = (new List<double>(), new List<double>());
        for (var round = 0; round < context.Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            speeds.Add(Flops / InterleavedTimer.MedianSeconds(step, threads, context.Clock) * 1e-9);
            peaks.Add(MachineCeilings.ProductGigaflops(context.Clock));
        }
        var (mine, peak) = (speeds.Order().ElementAt(speeds.Count / 2), peaks.Order().ElementAt(peaks.Count / 2));
        return
        [
            new(
                Name,
                "GFLOP/s",
                mine,
                peak,
                "products of 2048 x 2048",
                mine / peak,
                Goal,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Flops * 1e-9:0.##} GFLOP a step, attention's among them, on {BenchContext.ThreadsText(threads)}"
                )
            ),
        ];
    }
}
