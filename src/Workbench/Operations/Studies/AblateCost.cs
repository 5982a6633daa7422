using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>The predicted cost of the runs that the ledger does not have, in plain values for <c>--json</c>.</summary>
public sealed record AblateCost
{
    /// <summary>Runs to compute; completed runs of the ledger cost nothing.</summary>
    public required int Runs { get; init; }

    /// <summary>Training steps of these runs, without those before a checkpoint.</summary>
    public required long Steps { get; init; }

    /// <summary>Training tokens of these steps.</summary>
    public required long Tokens { get; init; }

    /// <summary>Runs at a time.</summary>
    public required int Workers { get; init; }

    /// <summary>Threads of each run.</summary>
    public required int Threads { get; init; }

    /// <summary>The wall time of the study in seconds; null when the trial has measured nothing.</summary>
    public double? WallSeconds { get; init; }

    /// <summary>Hours of processor cores; null when nothing was measured.</summary>
    public double? CpuHours { get; init; }

    /// <summary>What every worker needs once: start of the process, loading, compilation; in seconds.</summary>
    public double WorkerStartSeconds { get; init; }

    /// <summary>The share of evaluation, checkpoint, start and records in the time of runs; null when nothing was measured.</summary>
    public double? BesidesSteps { get; init; }

    /// <summary>The cost of a run of each group of variants that cost the same.</summary>
    public IReadOnlyList<AblateRunCost> Groups { get; init; } = [];

    /// <summary>Duration of the trial in seconds.</summary>
    public double TrialSeconds { get; init; }

    /// <summary>Why nothing was measured; null otherwise.</summary>
    public string? Problem { get; init; }

    internal static AblateCost Of(CostPrediction cost) =>
        new()
        {
            Runs = cost.Runs,
            Steps = cost.Steps,
            Tokens = cost.Tokens,
            Workers = cost.Workers,
            Threads = cost.Threads,
            WallSeconds = cost.WallTime?.TotalSeconds,
            CpuHours = cost.CpuTime?.TotalHours,
            WorkerStartSeconds = cost.WorkerStart.TotalSeconds,
            BesidesSteps = cost.BesidesSteps,
            Groups =
            [
                .. cost.Groups.Select(group => new AblateRunCost(
                    group.Label,
                    group.Runs,
                    group.StepSeconds,
                    group.RunSeconds,
                    group.TrialSteps
                )),
            ],
            TrialSeconds = cost.Trial.TotalSeconds,
            Problem = cost.Problem,
        };
}

/// <summary>The predicted cost of a run of one group of variants.</summary>
/// <param name="Label">The label of the group's first cell.</param>
/// <param name="Runs">Runs to compute.</param>
/// <param name="StepSeconds">Seconds of a training step.</param>
/// <param name="RunSeconds">Seconds of a whole run.</param>
/// <param name="TrialSteps">Steps that the trial measured; 0 when the figures are scaled from another group by FLOPs.</param>
public sealed record AblateRunCost(string Label, int Runs, double StepSeconds, double RunSeconds, long TrialSteps);
