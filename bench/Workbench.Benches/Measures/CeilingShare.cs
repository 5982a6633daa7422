namespace Workbench.Benches.Measures;

/// <summary>How near the speed of some work comes to what the machine can do at most; both are measured in turns, on all cores.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Work">Makes the work ready.</param>
/// <param name="Amount">Floating-point operations or bytes of one run.</param>
/// <param name="Ceiling">The ceiling.</param>
/// <param name="Goal">The share that is aimed at; 0 for none.</param>
/// <param name="Note">What the work is.</param>
internal sealed record CeilingShare(string Name, Func<Workload> Work, double Amount, Ceiling Ceiling, double Goal, string Note)
    : Measure(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var threads = context.Threads[^1];
        using var work = Work();
        var (speeds, ceilings) = (new List<double>(), new List<double>());
        for (var round = 0; round < context.Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            speeds.Add(Amount / InterleavedTimer.MedianSeconds(work, threads, context.Clock) * 1e-9);
            ceilings.Add(Ceiling.Measure(context.Clock));
        }
        var (mine, most) = (InterleavedTimer.MedianOf(speeds), InterleavedTimer.MedianOf(ceilings));
        return [new(Name, Ceiling.Unit, mine, most, Ceiling.Name, mine / most, Goal, $"{Note}, on {BenchContext.ThreadsText(threads)}")];
    }
}

/// <summary>What the machine can do at most.</summary>
/// <param name="Name">How it is measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Measure">Measures it.</param>
internal sealed record Ceiling(string Name, string Unit, Func<TimeProvider, double> Measure)
{
    /// <summary>Float32 products.</summary>
    public static Ceiling Products { get; } = new("products of 2048 x 2048", "GFLOP/s", MachineCeilings.ProductGigaflops);

    /// <summary>Memory.</summary>
    public static Ceiling Copy { get; } = new("a copy of 256 MB", "GB/s", MachineCeilings.CopyGigabytesPerSecond);
}
