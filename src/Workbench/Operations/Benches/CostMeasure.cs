namespace Workbench.Operations.Benches;

/// <summary>What one form of some work costs here against another form of it here, both on all cores and in turns.</summary>
internal abstract class CostMeasure : Measure
{
    private const int Often = 3;

    /// <summary>The form that is compared with, in words.</summary>
    protected abstract string Base { get; }

    /// <summary>The ratio that is aimed at: the other's time over this one's.</summary>
    protected abstract double Goal { get; }

    /// <summary>How many times the other's time counts.</summary>
    protected virtual double Times => 1;

    /// <summary>What else there is to say.</summary>
    protected virtual string Note => "";

    /// <summary>Makes this form ready.</summary>
    protected abstract Work Prepare();

    /// <summary>Makes the other form ready.</summary>
    protected abstract Work PrepareBase();

    /// <inheritdoc/>
    public sealed override async Task<IReadOnlyList<Comparison>> Take(Ground ground, CancellationToken cancellation)
    {
        using var work = Prepare();
        using var other = PrepareBase();
        var threads = ground.Threads[^1];
        // A tenth is to be seen, on machines that waver by as much: in more and shorter turns than where a peer is asked.
        var turns = new Turns(Often * ground.Rounds);
        foreach (var (side, done) in new[] { (Name, work), (Base, other) })
            turns.Enter(side, PeerSetting.ThreadsText(threads), stop => OwnThread.Run(() => OurTime.Seconds(done.Once, threads, ground.Clock), stop));
        var best = await turns.Run(cancellation).ConfigureAwait(false);
        var (ours, theirs) = (best[Name].Seconds, Times * best[Base].Seconds);
        return
        [
            new(Name, "ms", ours * 1e3, theirs * 1e3, Base, theirs / ours, Goal,
                string.Join("; ", new[] { $"both here, on {PeerSetting.ThreadsText(threads)}", Note }.Where(text => text.Length > 0))),
        ];
    }
}
