using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// What one call of a study may spend. Seeds are started as long as there is something left of everything that is limited; seeds that have
/// started are finished, and the first seed always starts. The next call has a new budget.
/// </summary>
public sealed record Budget
{
    /// <summary>Wall time; null without a limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Processor time of the runs, over all their threads; null without a limit.</summary>
    public TimeSpan? Cpu { get; init; }

    /// <summary>Training tokens. A seed whose runs would exceed them is not started. Null without a limit.</summary>
    public double? Tokens { get; init; }

    /// <summary>Floating-point operations of training: three times those of the forward pass (Kaplan et al. 2020). A seed whose runs would
    /// exceed them is not started. Null without a limit.</summary>
    public double? Flops { get; init; }

    /// <summary>A budget of wall time.</summary>
    public static Budget Of(TimeSpan time) => new() { Time = time };

    /// <summary>The faults of the amounts.</summary>
    internal IEnumerable<Fault> Faults()
    {
        object?[] amounts =
        [
            Time <= TimeSpan.Zero ? Time : null,
            Cpu <= TimeSpan.Zero ? Cpu : null,
            Tokens <= 0 ? Tokens : null,
            Flops <= 0 ? Flops : null,
        ];
        foreach (var amount in amounts.Where(amount => amount is not null))
            yield return new("a budget is above zero", $"{amount}", "10m, cpu:2h, tokens:5e8, flops:1e15", null, "budget");
    }
}

/// <summary>What a call of a study has spent; shared by its stages.</summary>
/// <param name="budget">The budget; null without a limit.</param>
/// <param name="clock">The clock.</param>
internal sealed class BudgetMeter(Budget? budget, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private double _cpuSeconds;
    private double _tokens;
    private double _flops;

    /// <summary>Whether runs may be started.</summary>
    /// <param name="runs">The runs of a seed that has not started.</param>
    public bool Allows(IReadOnlyCollection<PlannedRun> runs) =>
        budget is null
        || (
            !(clock.GetElapsedTime(_start) >= budget.Time)
            && !(_cpuSeconds >= budget.Cpu?.TotalSeconds)
            && !(_tokens + runs.Sum(run => run.Config.TrainingTokens) > budget.Tokens)
            && !(_flops + runs.Sum(FlopsOf) > budget.Flops)
        );

    /// <summary>Counts a run that starts.</summary>
    public void Begin(PlannedRun run) => (_tokens, _flops) = (_tokens + run.Config.TrainingTokens, _flops + FlopsOf(run));

    /// <summary>Counts the processor time of a run that has ended.</summary>
    public void End(double cpuSeconds) => _cpuSeconds += cpuSeconds;

    private static double FlopsOf(PlannedRun run) =>
        RunConfig.ForwardAndBackward * run.Config.Model.FlopsPerToken(run.Config.Model.Context) * run.Config.TrainingTokens;
}
