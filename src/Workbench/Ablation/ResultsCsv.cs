namespace Workbench.Ablation;

/// <summary>
/// The runs of a study as comma-separated values (RFC 4180), one line per run, seed-major. pandas and R read the file with their defaults.
/// </summary>
public static class ResultsCsv
{
    /// <summary>The text of results.csv.</summary>
    public static string Write(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var contexts = result.Runs.SelectMany(run => run.MetricByContext.Keys).Distinct().Order().ToList();
        var lines = new List<string> { Csv.Line(Columns(result.Plan.Axes.Select(axis => axis.Name), contexts.Select(Csv.Text))) };
        for (var seed = 0; seed < result.Plan.Seeds.Count; seed++)
        {
            foreach (var cell in result.Cells)
            {
                var run = cell.Runs[seed];
                lines.Add(
                    Csv.Line([
                        Csv.Text(cell.Cell.Index),
                        .. cell.Cell.Values.Select(value => value.Label),
                        cell.Cell.Index == result.Plan.Baseline.Index ? "1" : "0",
                        Csv.Text(run.Seed),
                        run.State.ToString().ToLowerInvariant(),
                        result.Metric.Name,
                        Csv.Text(run.FinalMetric),
                        .. contexts.Select(context => run.MetricByContext.TryGetValue(context, out var value) ? Csv.Text(value) : ""),
                        Csv.Text(run.TokensPerSecond),
                        Csv.Text(run.PeakMemoryBytes),
                        Csv.Text(run.Seconds),
                        Csv.Text(result.Plan.Audit.Costs[cell.Cell.Index].Parameters),
                        run.Id,
                        run.Environment,
                        run.Error ?? "",
                    ])
                );
            }
        }
        return string.Join("", lines);
    }

    /// <summary>The names of the columns.</summary>
    /// <param name="axes">Names of the axes, one column each.</param>
    /// <param name="contexts">Context lengths of the evaluations, one column each.</param>
    internal static IReadOnlyList<string> Columns(IEnumerable<string> axes, IEnumerable<string> contexts) =>
        [
            "cell",
            .. axes,
            "baseline",
            "seed",
            "state",
            "metric",
            "value",
            .. contexts.Select(context => $"value_at_{context}"),
            "tokens_per_second",
            "peak_memory_bytes",
            "seconds",
            "parameters",
            "run",
            "environment",
            "error",
        ];
}
