namespace Workbench.Ablation.Search;

/// <summary>
/// Every combination: a full factorial design, which shows the effect of each axis averaged over the others, and interactions. The last
/// axis varies fastest; without axes the grid is one cell, the base.
/// </summary>
public sealed record Grid : SearchConfig
{
    /// <inheritdoc/>
    public override long Count(IReadOnlyList<Axis> axes) => Combinations(axes);

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<AxisValue>> Choose(IReadOnlyList<Axis> axes, IReadOnlyList<AxisValue> baseline)
    {
        ArgumentNullException.ThrowIfNull(axes);
        IEnumerable<IReadOnlyList<AxisValue>> grid =
        [
            [],
        ];
        foreach (var axis in axes)
            grid = [.. from left in grid from value in axis.Values select (IReadOnlyList<AxisValue>)[.. left, value]];
        return [.. grid];
    }
}
