using System.Globalization;
using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Operations.Views;

/// <summary>The views of the ledger and of a run.</summary>
internal static class RunsView
{
    public static ResultView Of(IReadOnlyList<RunListing> runs) =>
        runs.Count == 0
            ? new ResultView(new ResultLine("no runs"))
            : new ResultView(
                new ResultTable(
                    [
                        "run",
                        "state",
                        ResultColumn.Right("seed"),
                        ResultColumn.Right("metric"),
                        "changed",
                        ResultColumn.Right("size"),
                        "environment",
                        "what",
                    ],
                    [.. runs.Select(Row)]
                )
            );

    public static ResultView Of(RunDetails details)
    {
        var run = details.Run;
        List<ResultPart> parts =
        [
            new ResultLine($"run {run.Id}"),
            new ResultLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{State(run.State)}{(run.FinalMetric is { } metric ? $", {run.Metric} {metric:0.0000}" : "")}"
                        + $"{(run.Error is { } error ? $": {error.Split('\n')[0]}" : "")}"
                )
            ),
            .. Times(run),
            new ResultLine(run.Folder),
            new ResultTable(["", ""], [.. details.Config.Select(setting => (string[])[setting.Key, setting.Value])]),
        ];
        if (details.Environment is { } environment)
        {
            parts.Add(
                new ResultLine(
                    $"computed by workbench {environment.Workbench} ({environment.Commit}) on {environment.Processor}, "
                        + $"{environment.Threads} {(environment.Threads == 1 ? "thread" : "threads")}"
                )
            );
            parts.Add(
                new ResultLine(
                    $"{environment.Torch}; kernels: {(environment.Kernels.Count > 0 ? string.Join(", ", environment.Kernels) : "none")}"
                )
            );
        }
        return new ResultView(parts);
    }

    public static ResultView Of(ExportResult export) =>
        new(new ResultLine($"{export.Rows:N0} {(export.Rows == 1 ? "row" : "rows")} of {export.Columns} columns written to {export.File}"));

    public static ResultView Of(VerifyResult result) =>
        new([
            .. result.Faults.Select(one => new ResultLine($"run {one.Run[..12]}: {one.Fault} ({one.Folder})")),
            new ResultLine(
                $"{result.Runs} {(result.Runs == 1 ? "run" : "runs")} read; "
                    + (
                        result.Faults.Count == 0
                            ? "all are whole"
                            : $"{result.Faults.Select(one => one.Folder).Distinct().Count()} with faults; a run whose folder is removed is "
                                + "computed again by the next study that needs it"
                    )
            ),
        ]);

    public static ResultView Of(RunsDifference difference)
    {
        var (first, second) = (difference.First, difference.Second);
        string Name(RunRecord run) => run.Id[..Math.Min(12, run.Id.Length)];
        ResultTable Table(string title, IReadOnlyList<ConfigDifference> rows) =>
            new(
                [title, Name(first), Name(second)],
                [.. rows.Select(row => (string[])[row.Path, row.Values[0] ?? "", row.Values[1] ?? ""])]
            );
        return new([
            difference.Config.Count > 0 ? Table("setting", difference.Config) : new ResultLine("the settings agree"),
            difference.Environment.Count > 0 ? Table("environment", difference.Environment) : new ResultLine("the environments agree"),
            new ResultTable(
                ["result", Name(first), Name(second)],
                [
                    ["state", State(first.State), State(second.State)],
                    [first.Metric, ResultViews.Number(first.FinalMetric), ResultViews.Number(second.FinalMetric)],
                    [
                        "tokens/s",
                        first.TokensPerSecond.ToString("0", CultureInfo.InvariantCulture),
                        second.TokensPerSecond.ToString("0", CultureInfo.InvariantCulture),
                    ],
                ]
            ),
            new ResultLine(
                difference.FirstDifference is { } step
                    ? $"training losses differ from step {step} on"
                    : "training losses agree at every step that both have"
            ),
        ]);
    }

    private static IEnumerable<ResultLine> Times(RunRecord run) =>
        run.Times is { } times
            ?
            [
                new ResultLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"time: steps {run.Seconds:0.00} s, evaluation {times.Evaluation:0.00} s, checkpoint {times.Checkpoint:0.00} s, "
                            + $"records {times.Record:0.00} s, start {times.Start:0.00} s"
                    )
                ),
            ]
            : [];

    private static string[] Row(RunListing run) =>
        [
            run.Id[..Math.Min(12, run.Id.Length)],
            State(run.State),
            $"{run.Seed}",
            run.FinalMetric is null ? "" : ResultViews.Number(run.FinalMetric),
            run.Changed.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            Sizes.Bytes(run.Bytes),
            run.Environment[..Math.Min(8, run.Environment.Length)],
            run.Summary,
        ];

    private static string State(RunStatus state) => state.ToString().ToLowerInvariant();
}
