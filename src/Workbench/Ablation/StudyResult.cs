using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>All runs of one cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Runs">One per seed, in the order of the seeds; a run that does not exist yet has the state Missing.</param>
/// <param name="Metric">Mean of the final metric over the completed runs, with its 95 % interval (over seeds, unpaired).</param>
public sealed record CellResult(Cell Cell, IReadOnlyList<RunRecord> Runs, MeanEstimate Metric);

/// <summary>One cell against the baseline.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Verdict">The verdict from the paired differences.</param>
/// <param name="Differences">The paired differences, one for each compared seed.</param>
public sealed record CellVerdict(Cell Cell, Verdict Verdict, IReadOnlyList<double> Differences);

/// <summary>One value of an axis against the axis' baseline value, averaged over the other axes.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Value">The value.</param>
/// <param name="Baseline">The axis' baseline value.</param>
/// <param name="Combinations">Number of averaged combinations of the other axes.</param>
/// <param name="Verdict">The verdict from the per-seed averages of the differences.</param>
/// <param name="Differences">The per-seed averages, one for each compared seed.</param>
public sealed record AxisVerdict(
    Axis Axis,
    AxisValue Value,
    AxisValue Baseline,
    int Combinations,
    Verdict Verdict,
    IReadOnlyList<double> Differences
)
{
    /// <summary>Number of combinations of the other axes in which the study has both values; runs of some may have diverged.</summary>
    public required int Pairs { get; init; }
}

/// <summary>
/// Two values of different axes together: the difference that both make, minus the differences that each makes alone. Worse means that they
/// hinder each other, better that they help each other, equivalent that their effects add up.
/// </summary>
/// <param name="Name">The values: "placement=post x position=rope".</param>
/// <param name="Combinations">Number of averaged combinations of the other axes.</param>
/// <param name="Verdict">The verdict from the per-seed averages; corrected among the interactions.</param>
/// <param name="Differences">The per-seed averages, one for each compared seed.</param>
public sealed record InteractionVerdict(string Name, int Combinations, Verdict Verdict, IReadOnlyList<double> Differences)
{
    /// <summary>What an interaction is compared with.</summary>
    public const string EachAlone = "each alone";
}

/// <summary>The result of a study, read from the ledger. A study that has just run and one that is loaded later give equal
/// results.</summary>
public sealed record StudyResult
{
    /// <summary>The plan.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The task's metric.</summary>
    public required Metric Metric { get; init; }

    /// <summary>One per cell, in the plan's order.</summary>
    public required IReadOnlyList<CellResult> Cells { get; init; }

    /// <summary>One per cell except the baseline.</summary>
    public required IReadOnlyList<CellVerdict> CellVerdicts { get; init; }

    /// <summary>One per value of each axis except its baseline value.</summary>
    public required IReadOnlyList<AxisVerdict> AxisVerdicts { get; init; }

    /// <summary>One per pair of values of two axes, except baseline values, where the study has all four cells; empty with one axis and for
    /// one factor at a time.</summary>
    public IReadOnlyList<InteractionVerdict> Interactions { get; init; } = [];

    /// <summary>The cells that successive halving has stopped; their comparisons are undetermined.</summary>
    public IReadOnlyList<StoppedCell> Stopped { get; init; } = [];

    /// <summary>The equivalence margin, in the metric's unit.</summary>
    public required double Epsilon { get; init; }

    /// <summary>What the seed alone does to the baseline (<see cref="Statistics.NoiseFloor"/>), in the metric's unit; null below two
    /// completed runs.</summary>
    public double? NoiseFloor { get; init; }

    /// <summary>How to read the numbers: the meaning of the intervals, and epsilon.</summary>
    public required IReadOnlyList<string> Reading { get; init; }

    /// <summary>Circumstances that affect the interpretation: divergences, missing runs, several environments.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The environments of the runs: hash and description ("commit", "processor", "threads" …).</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Environments { get; init; }

    /// <summary>Every run, seed-major.</summary>
    public IReadOnlyList<RunRecord> Runs =>
        [.. from seed in Enumerable.Range(0, Plan.Seeds.Count) from cell in Cells select cell.Runs[seed]];

    /// <summary>Whether every run has finished.</summary>
    public bool IsComplete =>
        Cells.All(cell => Stopped.Any(one => one.Cell.Index == cell.Cell.Index) || cell.Runs.All(run => run.IsFinished));

    /// <summary>The result with the cells that halving has stopped.</summary>
    internal StudyResult Halved(IReadOnlyList<StoppedCell> stopped)
    {
        var open = Cells
            .Where(cell => stopped.All(one => one.Cell.Index != cell.Cell.Index))
            .Sum(cell => cell.Runs.Count(run => !run.IsFinished && run.State != RunStatus.Failed));
        return this with
        {
            Stopped = stopped,
            CellVerdicts =
            [
                .. CellVerdicts.Select(one =>
                    stopped.FirstOrDefault(other => other.Cell.Index == one.Cell.Index) is { } at
                        ? one with
                        {
                            Verdict = one.Verdict with { Reason = $"stopped at step {at.Step}: place {at.Place} of {at.Of}" },
                        }
                        : one
                ),
            ],
            Notes =
            [
                .. stopped.Select(one => $"Halving stopped {one.Cell.Label} at step {one.Step}: place {one.Place} of {one.Of}."),
                .. Notes.Where(note => !note.EndsWith(ResultBuilder.Resumes, StringComparison.Ordinal)),
                .. open > 0 ? [$"{open} runs of cells that go on are not finished; {ResultBuilder.Resumes}"] : Array.Empty<string>(),
            ],
        };
    }

    /// <summary>Number of runs in a state.</summary>
    public int Count(RunStatus state) => Cells.Sum(cell => cell.Runs.Count(run => run.State == state));
}
