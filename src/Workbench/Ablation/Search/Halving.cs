using Workbench.Configuration;

namespace Workbench.Ablation.Search;

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016) over groups of replicates: all cells train for a part of their steps at every seed, the
/// best of them by the mean over the seeds go on from their checkpoints, and so on. The baseline always goes on. A run that goes on ends with
/// the same bits as one that was never stopped; cells that are stopped have no verdict.
/// </summary>
public sealed record Halving : SearchConfig
{
    /// <summary>One cell in so many goes on, and trains so many times longer. Default: 2.</summary>
    [Positional, InRange(2)]
    public int Eta { get; init; } = 2;

    /// <summary>Number of rungs, the last of which ends at the last step. Default: 3.</summary>
    [InRange(2)]
    public int Rungs { get; init; } = 3;

    /// <summary>Number of cells that begin, drawn as <see cref="RandomCells"/> draws them. Default: null, the whole grid.</summary>
    [InRange(2)]
    public int? Cells { get; init; }

    /// <summary>The seed of that draw. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <inheritdoc/>
    public override long Count(IReadOnlyList<Axis> axes) => Start.Count(axes);

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<AxisValue>> Choose(IReadOnlyList<Axis> axes, IReadOnlyList<AxisValue> baseline) =>
        Start.Choose(axes, baseline);

    private SearchConfig Start => Cells is { } cells ? new RandomCells { Cells = cells, Seed = Seed } : new Grid();

    /// <summary>The steps at which runs pause: rung r of R at 1 / eta^(R - r) of the steps, rounded up to the next evaluation.</summary>
    /// <param name="steps">Steps of a whole run.</param>
    /// <param name="interval">Steps between evaluations.</param>
    public IReadOnlyList<long> Pauses(long steps, long interval) =>
        [
            .. Enumerable
                .Range(1, Rungs - 1)
                .Select(rung => (long)Math.Ceiling(steps / Math.Pow(Eta, Rungs - rung) / interval) * interval)
                .Where(pause => pause < steps)
                .Distinct(),
        ];

    /// <summary>How many of some cells go on.</summary>
    public int Kept(int cells) => Math.Max(1, (cells + Eta - 1) / Eta);
}
