namespace Workbench.Benches.Measures;

/// <summary>How far the cost that --dry-run predicts is from the study's.</summary>
internal sealed record PredictionMeasure() : Measure("cost predicted by --dry-run against the study measured")
{
    private const double Limit = 0.2;

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var workers = context.Threads[^1];
        var study = BenchStudies.Tiny(3).With("train.steps", "200") with { Threads = 1 };
        var errors = new List<(double Error, double Predicted, double Measured)>();
        for (var round = 0; round < context.Rounds; round++)
        {
            var prediction = BenchStudies.Predict(study, workers, context, cancellation);
            var predicted = (prediction.WallTime ?? throw new InvalidOperationException(prediction.Problem)).TotalSeconds;
            var measured = BenchStudies.Run(study, workers, context, cancellation).Seconds;
            errors.Add((Math.Abs((predicted / measured) - 1), predicted, measured));
        }
        var median = errors.OrderBy(one => one.Error).ElementAt(errors.Count / 2);
        var all = string.Join(", ", errors.Select(one => FormattableString.Invariant($"{one.Predicted:0.0} s of {one.Measured:0.0} s")));
        return
        [
            new(
                Name,
                "off",
                median.Error,
                1,
                "the study's time",
                median.Predicted / median.Measured,
                0,
                $"6 runs of tiny-gpt on copy, 200 steps; predicted of measured: {all}; the median of the errors counts"
            )
            {
                Limit = Limit,
            },
        ];
    }
}
