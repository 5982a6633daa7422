using System.Globalization;

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
        var lines = new List<string> { Line(Columns(result.Plan.Axes.Select(axis => axis.Name), contexts.Select(Number))) };
        for (var seed = 0; seed < result.Plan.Seeds.Count; seed++)
        {
            foreach (var cell in result.Cells)
            {
                var run = cell.Runs[seed];
                lines.Add(
                    Line([
                        Number(cell.Cell.Index),
                        .. cell.Cell.Values.Select(value => value.Label),
                        cell.Cell.Index == result.Plan.Baseline.Index ? "1" : "0",
                        Number(run.Seed),
                        run.State.ToString().ToLowerInvariant(),
                        result.Metric.Name,
                        Number(run.FinalMetric),
                        .. contexts.Select(context => run.MetricByContext.TryGetValue(context, out var value) ? Number(value) : ""),
                        Number(run.TokensPerSecond),
                        Number(run.PeakMemoryBytes),
                        Number(run.Seconds),
                        Number(result.Plan.Audit.Costs[cell.Cell.Index].Parameters),
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

    private static string Number<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Field)) + "\n";

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
