using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>The configs of a study's cells.</summary>
internal static class CellConfigs
{
    /// <summary>One config for each cell.</summary>
    /// <param name="settings">The settings of every cell.</param>
    /// <param name="grid">The values of each cell, one per axis.</param>
    /// <param name="resolve">Gives the config of some settings.</param>
    /// <exception cref="InvalidInputException">Lists the faults of all cells, each once.</exception>
    public static List<RunConfig> Of(
        IReadOnlyList<Setting> settings,
        IReadOnlyList<IReadOnlyList<AxisValue>> grid,
        Func<IEnumerable<Setting>, RunConfig> resolve
    )
    {
        var configs = new List<RunConfig>();
        var faults = new List<(Fault Fault, string Cell)>();
        foreach (var values in grid)
        {
            try
            {
                configs.Add(resolve(settings.Concat(values.SelectMany(value => value.Settings))));
            }
            catch (InvalidInputException invalid)
            {
                faults.AddRange(invalid.Faults.Select(fault => (fault, string.Join(" · ", values))));
            }
        }
        if (faults.Count == 0)
            return configs;
        // A fault of every cell is a fault of the base; any other fault names its first cell.
        throw new InvalidInputException([
            .. faults
                .GroupBy(one => one.Fault)
                .Select(group =>
                    group.Count() >= grid.Count
                        ? group.Key
                        : group.Key with
                        {
                            Path = Place(group.Key.Path, group.First().Cell, group.Count()),
                        }
                ),
        ]);
    }

    /// <summary>The cells that can be built, and what is said of the others. The baseline stays, so that its faults are told.</summary>
    /// <param name="settings">The settings of every cell.</param>
    /// <param name="grid">The values of each cell, one per axis.</param>
    /// <param name="baseline">The values of the baseline.</param>
    /// <param name="resolve">Gives the config of some settings.</param>
    public static (IReadOnlyList<IReadOnlyList<AxisValue>> Cells, IReadOnlyList<string> Remarks) Valid(
        IReadOnlyList<Setting> settings,
        IReadOnlyList<IReadOnlyList<AxisValue>> grid,
        IReadOnlyList<AxisValue> baseline,
        Func<IEnumerable<Setting>, RunConfig> resolve
    )
    {
        var (valid, reasons) = (new List<IReadOnlyList<AxisValue>>(), new List<string>());
        foreach (var values in grid)
        {
            try
            {
                if (!values.SequenceEqual(baseline))
                    resolve(settings.Concat(values.SelectMany(value => value.Settings)));
                valid.Add(values);
            }
            catch (InvalidInputException invalid)
            {
                reasons.Add(invalid.Faults[0].Rule);
            }
        }
        return (
            valid,
            reasons.Count == 0
                ? []
                :
                [
                    $"{reasons.Count} of {grid.Count} combinations cannot be built and are left out",
                    .. reasons.CountBy(one => one).OrderByDescending(one => one.Value).Select(one => $"left out, {one.Value}: {one.Key}"),
                ]
        );
    }

    private static string Place(string? path, string cell, int cells) =>
        $"{path} in {cell}{(cells > 1 ? $" and {cells - 1} more" : "")}".Trim();
}
