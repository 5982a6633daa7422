using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using Workbench.Kernels;
using Workbench.Kernels.Runtime;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>
/// The memory that some work adds at its peak, each side in a process of its own: in one process a side would use or avoid the gaps that
/// the other has left. The peer's process has the system's own settings of memory, which suit it better than ours.
/// </summary>
/// <param name="Name">What it is. Unique in all benches.</param>
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
        var threads = context.Threads[^1];
        var rounds = Math.Min(MostRounds, context.Rounds);
        var (ours, theirs) = (new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
            (ours[round], theirs[round]) = (Alone(false, threads, cancellation), Alone(true, threads, cancellation));
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
                Joined(
                    $"the largest resident memory less that before, on {BenchContext.ThreadsText(threads)}, each time a process of its own",
                    Note
                )
            ),
        ];
    }

    /// <summary>Measures one side in this process.</summary>
    /// <param name="isPeer">Whether it is the peer's.</param>
    /// <param name="threads">Threads.</param>
    /// <returns>Bytes.</returns>
    internal double Here(bool isPeer, int threads)
    {
        NativeKernels.Load();
        torch.set_num_threads(threads);
        using var library = isPeer ? Peer.OnLibtorch() : null;
        var prepare = isPeer ? Theirs : Ours;
        Added(prepare, small: true);
        return Added(prepare, small: false);
    }

    private double Alone(bool isPeer, int threads, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "Workbench.Benches"),
            MemorySide.Line(new(Name, isPeer, threads))
        );
        if (isPeer)
        {
            start.Environment[TensorMemory.Variable] = "off";
            start.Environment.Remove("GLIBC_TUNABLES");
        }
        var end = Programs.RunAsync(start, cancellation).GetAwaiter().GetResult();
        return end.Code == 0
            ? double.Parse(end.Output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList)} ended with {end.Code}: {end.Error.Trim()}");
    }

    private static double Added(Func<bool, Workload> prepare, bool small)
    {
        using var work = prepare(small);
        return AddedMemory.Of(() => work.Run());
    }
}
