namespace Workbench.Operations.Benches;

/// <summary>One thing that a bench measures.</summary>
internal abstract class Measure
{
    /// <summary>What it is: "layer norm, 2048 x 384".</summary>
    public abstract string Name { get; }

    /// <summary>Takes it.</summary>
    public abstract Task<IReadOnlyList<Comparison>> Take(Ground ground, CancellationToken cancellation);

    /// <summary>"best of 2 (1 thread)": who counted.</summary>
    private protected static string Against(Best ours, Best theirs) => $"ours on {ours.Entrant}, the peer with {theirs.Entrant}";
}
