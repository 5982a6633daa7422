using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>One combination of axis values.</summary>
/// <param name="Index">0-based index in the grid; the last axis varies fastest.</param>
/// <param name="Values">One value per axis, in the axes' order.</param>
/// <param name="Config">Its resolved config, at seed 0.</param>
public sealed record Cell(int Index, IReadOnlyList<AxisValue> Values, RunConfig Config)
{
    /// <summary>The full config without the seed, as ordered pairs of path and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Resolved => [.. ConfigTree.Flatten(Config).Where(pair => pair.Key != "seed")];

    /// <summary>The values joined by " · ": "pre · rope"; "base" without axes.</summary>
    public string Label => Values.Count == 0 ? "base" : string.Join(" · ", Values);
}

/// <summary>One run of a plan.</summary>
/// <param name="Cell">The cell it belongs to.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Config">Its resolved config.</param>
/// <param name="Id">The run's identity: a hash of everything that determines its result.</param>
public sealed record PlannedRun(Cell Cell, long Seed, RunConfig Config, string Id);

/// <summary>A resolved study: every run in the order of execution, and the number of threads per run.</summary>
/// <param name="Study">The study as requested.</param>
/// <param name="Id">Hash of the study's definition; part of its folder's name.</param>
/// <param name="Axes">The axes, parsed.</param>
/// <param name="Cells">The grid.</param>
/// <param name="Baseline">The cell with which all others are compared.</param>
/// <param name="Seeds">The seeds, in order.</param>
/// <param name="Runs">Grid x seeds, seed-major, so that an unfinished study consists of complete pairs.</param>
/// <param name="Threads">Threads of each run.</param>
/// <param name="Workers">Number of processes that <c>--workers auto</c> starts on this machine.</param>
/// <param name="Audit">Differences in size and cost between the cells.</param>
public sealed record Plan(
    Study Study,
    string Id,
    IReadOnlyList<Axis> Axes,
    IReadOnlyList<Cell> Cells,
    Cell Baseline,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<PlannedRun> Runs,
    int Threads,
    int Workers,
    ConfoundAudit Audit
)
{
    /// <summary>The default folder name under ./studies: "placement-position-sotu-1f3a9c04".</summary>
    public string FolderName => $"{StudyFolder.Slug(this)}-{Id[..8]}";

    /// <summary>The cells with a value of an axis, each with the cell that has the baseline's value there and agrees elsewhere.</summary>
    internal IEnumerable<(Cell Variant, Cell Baseline)> PairsOf(int axis, AxisValue value) =>
        from cell in Cells
        where cell.Values[axis] == value
        let other = Cells.Single(one =>
            one.Values[axis] == Baseline.Values[axis]
            && one.Values.Where((_, i) => i != axis).SequenceEqual(cell.Values.Where((_, i) => i != axis))
        )
        select (cell, other);
}
