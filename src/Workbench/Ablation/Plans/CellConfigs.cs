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
        return faults.Count == 0 ? configs : throw Refusal(faults, grid.Count);
    }

    /// <summary>The cells that can be built, with their configs, and what is said of the others.</summary>
    /// <param name="settings">The settings of every cell.</param>
    /// <param name="grid">The values of each cell, one per axis.</param>
    /// <param name="baseline">The values of the baseline.</param>
    /// <param name="resolve">Gives the config of some settings.</param>
    /// <exception cref="InvalidInputException">The baseline, which is never left out, has faults.</exception>
    public static (IReadOnlyList<IReadOnlyList<AxisValue>> Cells, List<RunConfig> Configs, IReadOnlyList<string> Remarks) Valid(
        IReadOnlyList<Setting> settings,
        IReadOnlyList<IReadOnlyList<AxisValue>> grid,
        IReadOnlyList<AxisValue> baseline,
        Func<IEnumerable<Setting>, RunConfig> resolve
    )
    {
        var (valid, configs, reasons) = (new List<IReadOnlyList<AxisValue>>(), new List<RunConfig>(), new List<string>());
        IReadOnlyList<Fault> ofBaseline = [];
        foreach (var values in grid)
        {
            try
            {
                configs.Add(resolve(settings.Concat(values.SelectMany(value => value.Settings))));
                valid.Add(values);
            }
            catch (InvalidInputException invalid) when (values.SequenceEqual(baseline))
            {
                ofBaseline = invalid.Faults;
            }
            catch (InvalidInputException invalid)
            {
                reasons.Add(invalid.Faults[0].Rule);
            }
        }
        if (ofBaseline.Count > 0)
            throw Refusal([.. ofBaseline.Select(fault => (fault, string.Join(" · ", baseline)))], valid.Count + 1);
        return (
            valid,
            configs,
            reasons.Count == 0
                ? []
                :
                [
                    $"{reasons.Count} of {grid.Count} combinations cannot be built and are left out",
                    .. reasons.CountBy(one => one).OrderByDescending(one => one.Value).Select(one => $"left out, {one.Value}: {one.Key}"),
                ]
        );
    }

    // A fault of every cell is a fault of the base; any other fault names its first cell.
    private static InvalidInputException Refusal(IReadOnlyList<(Fault Fault, string Cell)> faults, int cells) =>
        new([
            .. faults
                .GroupBy(one => one.Fault)
                .Select(group =>
                    group.Count() >= cells ? group.Key : group.Key with { Path = Place(group.Key.Path, group.First().Cell, group.Count()) }
                ),
        ]);

    private static string Place(string? path, string cell, int cells) =>
        $"{path} in {cell}{(cells > 1 ? $" and {cells - 1} more" : "")}".Trim();
}
