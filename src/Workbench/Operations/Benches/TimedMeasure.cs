namespace Workbench.Operations.Benches;

/// <summary>The time of some work here against the same work in the peer, each with the threads and the BLAS that suit it best.</summary>
internal abstract class TimedMeasure : Measure
{
    private const string Ours = "ours";

    /// <summary>What the peer's script is asked: the name of the work and its arguments.</summary>
    protected abstract IReadOnlyList<object> Request { get; }

    /// <summary>Makes our side ready.</summary>
    protected abstract Work Prepare(Ground ground);

    /// <summary>The ratio that is aimed at; 0 for none.</summary>
    protected virtual double Goal(Ground ground, double peerSeconds) => 0;

    /// <summary>The ratio that is aimed at against PyTorch on oneDNN; 0 for none, null leaves that comparison out.</summary>
    protected virtual double? GoalOnOneDnn => null;

    /// <summary>Floating-point operations and bytes that the work cannot do without.</summary>
    protected virtual (double Flops, double Bytes) Least => default;

    /// <summary>The unit of both figures.</summary>
    protected virtual string Unit => "ms";

    /// <summary>The figure that so many seconds make.</summary>
    protected virtual double Figure(double seconds) => seconds * 1e3;

    /// <summary>What else there is to say of a comparison.</summary>
    protected virtual string Note(Ground ground, double ourSeconds, double peerSeconds) => ground.Ceilings.Roofline(Least.Flops, Least.Bytes);

    /// <summary>Seconds of our side on so many threads.</summary>
    private protected virtual Task<double> OurSeconds(Ground ground, Work work, int threads, CancellationToken cancellation) =>
        OwnThread.Run(() => OurTime.Seconds(work.Once, threads, ground.Clock), cancellation);

    /// <inheritdoc/>
    public sealed override async Task<IReadOnlyList<Comparison>> Take(Ground ground, CancellationToken cancellation)
    {
        using var work = Prepare(ground);
        var turns = new Turns(ground.Rounds);
        foreach (var threads in ground.Threads)
            turns.Enter(Ours, PeerSetting.ThreadsText(threads), stop => OurSeconds(ground, work, threads, stop));
        foreach (var setting in ground.Peers.Settings.Where(one => one.Side == PeerSetting.Plain || GoalOnOneDnn is not null))
            turns.Enter(setting.Side, setting.Name, stop => ground.Peers.Ask(setting, "seconds", Request, stop));
        var best = await turns.Run(cancellation).ConfigureAwait(false);
        return [.. best.Keys.Where(side => side != Ours).Select(side => Compare(ground, best[Ours], best[side], side))];
    }

    private Comparison Compare(Ground ground, Best ours, Best theirs, string side) => new(
        side == PeerSetting.Plain ? Name : $"{Name}, PyTorch on oneDNN", Unit, Figure(ours.Seconds), Figure(theirs.Seconds), $"{side} {ground.Peers.Version}".TrimEnd(),
        theirs.Seconds / ours.Seconds, side == PeerSetting.Plain ? Goal(ground, theirs.Seconds) : GoalOnOneDnn!.Value,
        string.Join("; ", new[] { Against(ours, theirs), Note(ground, ours.Seconds, theirs.Seconds) }.Where(text => text.Length > 0)));
}
