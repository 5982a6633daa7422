using TorchSharp;

namespace Workbench.Benches;

/// <summary>The memory that some work adds at its peak, in turns with the peer's.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Ours">Makes our side ready: the work itself (false), or a small one that goes before it (true), because what libraries keep
/// is not its.</param>
/// <param name="Theirs">Makes the peer's side ready, in the same way.</param>
/// <param name="Goal">The ratio that is aimed at.</param>
internal sealed record MemoryMeasure(string Name, Func<bool, Workload> Ours, Func<bool, Workload> Theirs, double Goal) : Measure(Name)
{
    private const double Page = 4096;
    private const int MostRounds = 3;

    /// <summary>What else there is to say. Default: nothing.</summary>
    public string Note { get; init; } = "";

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        torch.set_num_threads(context.Threads[^1]);
        var rounds = Math.Min(MostRounds, context.Rounds);
        var (ours, theirs) = (new double[rounds], new double[rounds]);
        Added(Ours, small: true);
        Library(small: true);
        for (var round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            (ours[round], theirs[round]) = (Added(Ours, small: false), Library(small: false));
        }
        var (mine, other) = (InterleavedTimer.MedianOf(ours), InterleavedTimer.MedianOf(theirs));
        return
        [
            new(
                Name,
                "MB",
                mine * 1e-6,
                other * 1e-6,
                "TorchSharp",
                other / Math.Max(mine, Page),
                Goal,
                Joined($"the largest resident memory less that before, on {BenchContext.ThreadsText(context.Threads[^1])}", Note)
            ),
        ];
    }

    private double Library(bool small)
    {
        using var library = Peer.OnLibtorch();
        return Added(Theirs, small);
    }

    private static double Added(Func<bool, Workload> prepare, bool small)
    {
        using var work = prepare(small);
        return AddedMemory.Of(() => work.Run());
    }
}
