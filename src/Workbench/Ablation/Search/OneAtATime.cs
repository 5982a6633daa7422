namespace Workbench.Ablation.Search;

/// <summary>
/// One factor at a time: the baseline, and every other value of each axis with the baseline's values of the others. The number of cells is
/// the sum of the axes' lengths instead of their product; interactions stay unseen.
/// </summary>
public sealed record OneAtATime : SearchConfig
{
    /// <inheritdoc/>
    public override long Count(IReadOnlyList<Axis> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return 1 + axes.Sum(axis => axis.Values.Count - 1L);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<AxisValue>> Choose(IReadOnlyList<Axis> axes, IReadOnlyList<AxisValue> baseline)
    {
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentNullException.ThrowIfNull(baseline);
        return
        [
            baseline,
            .. axes.SelectMany(
                    (axis, index) =>
                        axis
                            .Values.Where(value => value != baseline[index])
                            .Select(value => baseline.Select((one, i) => i == index ? value : one))
                )
                .Select(cell => (IReadOnlyList<AxisValue>)[.. cell]),
        ];
    }
}
