namespace Workbench.Ablation;

/// <summary>The predicted cost of the runs of a study that the ledger does not have.</summary>
public sealed record CostPrediction
{
    /// <summary>Runs to compute.</summary>
    public required int Runs { get; init; }

    /// <summary>Training steps of these runs, without those before a checkpoint.</summary>
    public required long Steps { get; init; }

    /// <summary>Training tokens of these steps.</summary>
    public required long Tokens { get; init; }

    /// <summary>Runs at a time.</summary>
    public required int Workers { get; init; }

    /// <summary>Threads of each run.</summary>
    public required int Threads { get; init; }

    /// <summary>The wall time of the study; null when the trial has measured nothing.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>The time that processor cores are taken for: threads times the time of runs; null when nothing was measured.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>What every worker needs once, beyond its runs: start of the process, loading, compilation.</summary>
    public TimeSpan WorkerStart { get; init; }

    /// <summary>The share of evaluation, checkpoint, start and records in the time of runs; null when nothing was measured.</summary>
    public double? BesidesSteps { get; init; }

    /// <summary>Variants of equal cost, in the order of the grid.</summary>
    public IReadOnlyList<CostGroup> Groups { get; init; } = [];

    /// <summary>Duration of the trial.</summary>
    public TimeSpan Trial { get; init; }

    /// <summary>Why nothing was measured; null otherwise.</summary>
    public string? Problem { get; init; }
}

/// <summary>The predicted cost of variants whose runs cost the same.</summary>
/// <param name="Label">The label of the first of their cells.</param>
/// <param name="Runs">Runs to compute.</param>
/// <param name="StepSeconds">Seconds of a training step.</param>
/// <param name="RunSeconds">Seconds of a whole run.</param>
/// <param name="TrialSteps">Steps that the trial measured; 0 when the figures are scaled from another group by FLOPs.</param>
public sealed record CostGroup(string Label, int Runs, double StepSeconds, double RunSeconds, long TrialSteps);
