using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>One combination of axis values.</summary>
/// <param name="Index">Its place in the grid, 0 first; the last axis varies fastest.</param>
/// <param name="Values">One value per axis, in the axes' order.</param>
/// <param name="Config">Its resolved config, at seed 0.</param>
public sealed record Cell(int Index, IReadOnlyList<AxisValue> Values, RunConfig Config)
{
    /// <summary>Its whole config, seed left out, as ordered path: value pairs.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Resolved => [.. ConfigTree.Flatten(Config).Where(pair => pair.Key != "seed")];

    /// <summary>Its values: "pre · rope".</summary>
    public string Label => Values.Count == 0 ? "base" : string.Join(" · ", Values);
}

/// <summary>One run that a plan asks for.</summary>
/// <param name="Cell">The cell it belongs to.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Config">Its resolved config.</param>
/// <param name="Id">Its identity: a hash of everything that decides its result.</param>
public sealed record PlannedRun(Cell Cell, long Seed, RunConfig Config, string Id);

/// <summary>A study resolved: every run, in the order of execution, on this many threads each.</summary>
/// <param name="Study">The study as asked for.</param>
/// <param name="Id">Hash of the study's definition: names its folder.</param>
/// <param name="Axes">The axes, parsed.</param>
/// <param name="Cells">The grid.</param>
/// <param name="Baseline">The cell that all others are compared with.</param>
/// <param name="Seeds">The seeds, in order.</param>
/// <param name="Runs">Grid x seeds, seeds-major: whatever has finished is made of whole pairs.</param>
/// <param name="Threads">Threads of each run.</param>
/// <param name="Workers">Processes that <c>--workers auto</c> starts on this machine.</param>
/// <param name="Audit">What else differs between the cells.</param>
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
    /// <summary>The name of its folder under ./studies: "placement-position-sotu-1f3a9c04".</summary>
    public string FolderName => $"{StudyFolder.Slug(this)}-{Id[..8]}";
}
