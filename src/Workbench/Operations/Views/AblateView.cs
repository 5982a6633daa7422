using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>The view of a study's plan or result: cells, verdicts, audit, notes, path of the report.</summary>
internal static class AblateView
{
    public static ResultView Of(AblateResult result) => new([.. result.Folder is null ? Plan(result) : Result(result)]);

    private static IEnumerable<ResultPart> Plan(AblateResult plan)
    {
        yield return new ResultLine(
            $"study {plan.Study[..8]}: {plan.Cells.Count} variants x {plan.Seeds.Count} "
                + $"{(plan.Seeds.Count == 1 ? "seed" : "seeds")} = {plan.RunCount} runs, {plan.Threads} "
                + $"{(plan.Threads == 1 ? "thread" : "threads")} each; nothing was {(plan.Cost is null ? "run" : "written")}"
        );
        yield return new ResultTable(
            ["variant", "", ResultColumn.Right("parameters"), ResultColumn.Right("FLOPs/token"), ResultColumn.Right("state bytes")],
            [
                .. plan.Cells.Select(cell =>
                    (string[])
                        [
                            cell.Label,
                            cell.IsBaseline ? "baseline" : "",
                            Sizes.Count(cell.Parameters),
                            Sizes.Count(cell.FlopsPerToken),
                            Sizes.Count(cell.StateBytes),
                        ]
                ),
            ]
        );
        foreach (var line in Audit(plan))
            yield return line;
        foreach (var part in plan.Cost is { } cost ? CostView.Of(cost) : [])
            yield return part;
    }

    private static IEnumerable<ResultPart> Result(AblateResult result)
    {
        var metric = result.Metric!;
        var unit = metric.Unit.Length > 0 ? $", {metric.Unit}" : "";
        yield return new ResultTable(
            [
                "variant",
                ResultColumn.Right($"{metric.Name}{unit}"),
                ResultColumn.Right("95 % interval"),
                ResultColumn.Right("runs"),
                ResultColumn.Right("tokens/s"),
                ResultColumn.Right("parameters"),
            ],
            [.. result.Cells.Select(Cell)]
        );
        if (result.Verdicts.Count > 0)
            yield return new ResultTable(
                ["compared", "with", ResultColumn.Right("difference"), ResultColumn.Right("95 % interval"), "verdict", "corrected", ""],
                [.. result.Verdicts.Select(Verdict)]
            );
        foreach (var line in Audit(result))
            yield return line;
        foreach (var note in result.Notes)
            yield return new ResultLine($"note: {note}");
        yield return new ResultLine($"report: {result.ReportFromHere ?? result.Report}");
    }

    private static string[] Cell(AblateCell cell) =>
        [
            cell.IsBaseline ? $"{cell.Label} (baseline)" : cell.Label,
            ResultViews.Number(cell.Mean),
            Interval(cell.Low, cell.High),
            cell.Diverged > 0 ? $"{cell.Completed} + {cell.Diverged} diverged" : $"{cell.Completed}",
            cell.TokensPerSecond is { } speed ? speed.ToString("0", CultureInfo.InvariantCulture) : "",
            Sizes.Count(cell.Parameters),
        ];

    private static string[] Verdict(AblateVerdict one) =>
        [one.Subject, one.Baseline, Signed(one.Difference), Interval(one.Low, one.High), one.Word, ResultViews.Corrected(one), More(one)];

    private static string More(AblateVerdict verdict) =>
        verdict switch
        {
            { SeedsToSettle: { } seeds } => $"about {seeds} seeds would probably settle it",
            { Axis: not null } => "over the other axes",
            _ => "",
        };

    private static IEnumerable<ResultLine> Audit(AblateResult result) =>
        result
            .Confounds.DefaultIfEmpty("parameters, FLOPs and state bytes agree within 2 %")
            .Concat(result.Fairness)
            .Select(line => new ResultLine($"audit: {line}"));

    private static string Signed(double? value) => value?.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture) ?? "—";

    private static string Interval(double? low, double? high) =>
        low is { } from && high is { } to ? string.Create(CultureInfo.InvariantCulture, $"{from:0.0000} to {to:0.0000}") : "—";
}
