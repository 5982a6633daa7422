using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>The view of a comparison: the metric of each subject, differing settings, paired differences.</summary>
internal static class CompareView
{
    public static ResultView Of(CompareResult result) => new([.. Parts(result)]);

    private static IEnumerable<ResultPart> Parts(CompareResult result)
    {
        var unit = result.Metric.Unit.Length > 0 ? $", {result.Metric.Unit}" : "";
        yield return new ResultTable(
            [
                "compared",
                "runs",
                ResultColumn.Right($"{result.Metric.Name}{unit}"),
                ResultColumn.Right("95 % interval"),
                ResultColumn.Right("tokens/s"),
                ResultColumn.Right("parameters"),
            ],
            [
                .. result.Subjects.Select(one =>
                    (string[])
                        [
                            one.Name,
                            Runs(one),
                            ResultViews.Number(one.Mean),
                            Interval(one.Low, one.High),
                            one.TokensPerSecond is { } speed ? speed.ToString("0", CultureInfo.InvariantCulture) : "",
                            Sizes.Count(one.Parameters),
                        ]
                ),
            ]
        );
        if (result.Differences.Count > 0)
            yield return new ResultTable(
                ["setting", .. result.Subjects.Select(one => one.Name)],
                [.. result.Differences.Select(one => (string[])[one.Path, .. one.Values.Select(value => value ?? "—")])]
            );
        yield return new ResultTable(
            [
                "compared",
                "with",
                ResultColumn.Right("difference"),
                ResultColumn.Right("95 % interval"),
                ResultColumn.Right("pairs"),
                "verdict",
                "corrected",
                "why",
            ],
            [
                .. result.Comparisons.Select(one =>
                    (string[])
                        [
                            one.Subject,
                            one.Baseline,
                            one.Difference?.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture) ?? "—",
                            Interval(one.Low, one.High),
                            $"{one.Pairs}",
                            one.Word,
                            ResultViews.Corrected(one),
                            one.Reason,
                        ]
                ),
            ]
        );
        foreach (var note in result.Notes)
            yield return new ResultLine($"note: {note}");
        if (result.File is { } file)
            yield return new ResultLine($"learning curves: {file}");
    }

    private static string Runs(ComparedSubject subject) =>
        subject.Runs.Count == 1
            ? $"{Id(subject.Runs[0])}, seed {subject.Seeds[0]}, {subject.States[0].ToString().ToLowerInvariant()}"
            : string.Join(
                ", ",
                subject.States.GroupBy(state => state).Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}")
            );

    private static string Id(string id) => id[..Math.Min(12, id.Length)];

    private static string Interval(double? low, double? high) =>
        low is { } from && high is { } to ? string.Create(CultureInfo.InvariantCulture, $"{from:0.0000} to {to:0.0000}") : "—";
}
