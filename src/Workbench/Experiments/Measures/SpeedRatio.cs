namespace Workbench.Experiments.Measures;

/// <summary>Work that is timed.</summary>
internal abstract class TimedWork : IDisposable
{
    /// <summary>Prepares the next call of <see cref="Run"/>; not timed.</summary>
    public virtual void Prepare() { }

    /// <summary>The work.</summary>
    public abstract void Run();

    public abstract void Dispose();
}

/// <summary>Times variants and the baseline in turns, so that a slow moment of the machine meets all of them.</summary>
internal static class SpeedRatio
{
    /// <summary>The baseline's time over a variant's, one value for each replicate: above 1, the variant is faster.</summary>
    /// <param name="models">Replicates, threads and clock.</param>
    /// <param name="works">The work of the baseline, then of the variants. Disposed.</param>
    /// <param name="cancellation">Stops between two measurements.</param>
    /// <returns>For each variant, its values.</returns>
    public static IReadOnlyList<IReadOnlyList<double>> Of(
        MeasuredModels models,
        IReadOnlyList<TimedWork> works,
        CancellationToken cancellation
    )
    {
        try
        {
            foreach (var work in works)
                Seconds(work, models.Clock, cancellation);
            var rounds = models.Seeds.Select(_ => works.Select(work => Seconds(work, models.Clock, cancellation)).ToList()).ToList();
            return [.. Enumerable.Range(1, works.Count - 1).Select(work => rounds.ConvertAll(round => round[0] / round[work]))];
        }
        finally
        {
            foreach (var work in works)
                work.Dispose();
        }
    }

    private static double Seconds(TimedWork work, TimeProvider clock, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        work.Prepare();
        var started = clock.GetTimestamp();
        work.Run();
        return clock.GetElapsedTime(started).TotalSeconds;
    }
}
