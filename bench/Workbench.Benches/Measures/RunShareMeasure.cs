namespace Workbench.Benches.Measures;

/// <summary>What a run spends besides training, with the preset's own defaults.</summary>
internal sealed record RunShareMeasure() : Measure("evaluation, checkpoint and ledger, share of a run")
{
    private const double Limit = 0.05;

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var study = BenchStudies.Run(BenchStudies.Tiny(2), context.Threads[^1], context, cancellation);
        // The first run of a worker also starts and compiles.
        var runs = study.Runs.Where(run => !run.IsFirst).ToList();
        var total = runs.Sum(run => run.Seconds);
        var (evaluation, checkpoint, record) = (
            runs.Sum(run => run.Result.Times!.Evaluation) / total,
            runs.Sum(run => run.Result.Times!.Checkpoint) / total,
            runs.Sum(run => run.Result.Times!.Record) / total
        );
        var share = 1 - (runs.Sum(run => run.Result.TrainingSeconds) / total);
        var rest = share - evaluation - checkpoint - record;
        var parts = FormattableString.Invariant(
            $"evaluation {evaluation:0.0 %}, checkpoint {checkpoint:0.0 %}, records of steps {record:0.0 %}, start and ledger {rest:0.0 %}"
        );
        return
        [
            new(Name, "of a run", share, 1, "the whole run", 1 / share, 0, $"tiny-gpt on copy, 1,000 steps: {parts}") { Limit = Limit },
        ];
    }
}
