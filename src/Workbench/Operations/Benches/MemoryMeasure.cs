namespace Workbench.Operations.Benches;

/// <summary>The memory that some work adds at its peak here, against the same work in the peer.</summary>
internal abstract class MemoryMeasure : Measure
{
    private const double Page = 4096;

    /// <summary>What the peer's script is asked: the name of the work and its arguments.</summary>
    protected abstract IReadOnlyList<object> Request { get; }

    /// <summary>The ratio that is aimed at.</summary>
    protected abstract double Goal { get; }

    /// <summary>Makes our side ready: the work itself, or a small one that goes before it, because what libraries keep for themselves is not its.</summary>
    protected abstract Work Prepare(bool small);

    /// <summary>What else there is to say.</summary>
    protected virtual string Note => "";

    /// <inheritdoc/>
    public sealed override async Task<IReadOnlyList<Comparison>> Take(Ground ground, CancellationToken cancellation)
    {
        var ours = await OwnThread.Run(() => Ours(ground.Threads[^1]), cancellation).ConfigureAwait(false);
        var setting = ground.Peers.Settings[0];
        var theirs = await ground.Peers.Ask(setting, "bytes", Request, cancellation).ConfigureAwait(false);
        return
        [
            new(Name, "MB", ours * 1e-6, theirs * 1e-6, $"{PeerSetting.Plain} {ground.Peers.Version}".TrimEnd(), theirs / Math.Max(ours, Page), Goal,
                string.Join("; ", new[] { "the largest resident memory less what was held before", Note }.Where(text => text.Length > 0))),
        ];
    }

    private protected double Ours(int threads)
    {
        TorchSharp.torch.set_num_threads(threads);
        using (var small = Prepare(small: true))
        using (TorchSharp.torch.NewDisposeScope())
            small.Once();
        using var work = Prepare(small: false);
        return OurMemory.Added(work.Once);
    }
}
