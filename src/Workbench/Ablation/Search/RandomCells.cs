using Workbench.Configuration;
using Workbench.Kernels;

namespace Workbench.Ablation.Search;

/// <summary>
/// Random search (Bergstra and Bengio 2012): the baseline and distinct combinations that are drawn uniformly from the grid, for grids that
/// are too large to be computed. The same seed draws the same cells.
/// </summary>
public sealed record RandomCells : SearchConfig
{
    /// <summary>The number of cells, the baseline among them; a smaller grid is taken whole. Default: 20.</summary>
    [Positional, InRange(2)]
    public int Cells { get; init; } = 20;

    /// <summary>The seed of the draw; not one of the runs' seeds. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <inheritdoc/>
    public override long Count(IReadOnlyList<Axis> axes) => Math.Min(Cells, Combinations(axes));

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<AxisValue>> Choose(IReadOnlyList<Axis> axes, IReadOnlyList<AxisValue> baseline)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (Combinations(axes) <= Cells)
            return new Grid().Choose(axes, baseline);
        var drawn = new List<IReadOnlyList<AxisValue>> { baseline };
        var seen = new HashSet<string> { Key(baseline) };
        for (var draw = 0; drawn.Count < Cells; draw++)
        {
            IReadOnlyList<AxisValue> cell = [.. axes.Select((axis, index) => axis.Values[Pick(axis.Values.Count, draw, index)])];
            if (seen.Add(Key(cell)))
                drawn.Add(cell);
        }
        return drawn;

        static string Key(IReadOnlyList<AxisValue> cell) => string.Join('\n', cell);
    }

    // Counter-based, so that a longer axis or a further one does not move the draws of the others.
    private int Pick(int values, int draw, int axis) =>
        (int)(Philox.UniformDouble(RandomStream.Named(Seed, "search", draw), (ulong)axis) * values);
}
