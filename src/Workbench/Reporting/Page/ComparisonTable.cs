using Workbench.Statistics;

namespace Workbench.Reporting;

/// <summary>A table of comparisons: difference, interval, number of pairs, verdict before and after correction.</summary>
internal sealed class ComparisonTable(ReportData data, Numbers numbers)
{
    internal Html Render(string caption, IReadOnlyList<ReportComparison> comparisons) =>
        Html.Of(
            $"""
            <table class="cards verdicts">
            <caption>{caption}</caption>
            <thead><tr><th scope="col">Comparison</th><th scope="col" class="n">Difference{(
                data.Metric.Unit.Length == 0 ? "" : $", {data.Metric.Unit}"
            )}</th><th scope="col" class="n">{numbers.Confidence} interval</th><th scope="col" class="n">Pairs</th>
            <th scope="col">Verdict</th><th scope="col">Corrected</th></tr></thead>
            <tbody>
            {comparisons.Select(Row)}</tbody>
            </table>

            """
        );

    private Html Row(ReportComparison comparison) =>
        Html.Of(
            $"""
            <tr><th scope="row">{comparison.Subject}{Against(comparison)}</th>
            <td class="n" data-label="Difference">{(comparison.Difference is { } d ? numbers.Difference(d.Mean) : "–")}</td>
            <td class="n" data-label="Interval">{(comparison.Difference is { } i ? numbers.Interval(i) : "–")}</td>
            <td class="n" data-label="Pairs">{comparison.Pairs.Count}</td>
            <td data-label="Verdict">{Pill(comparison.Verdict)}{Note(comparison)}</td>
            <td data-label="Corrected">{Corrected(comparison)}</td></tr>

            """
        );

    private static Html Corrected(ReportComparison comparison) =>
        comparison.Verdict == VerdictWord.Undetermined || comparison.Corrected is not { } corrected ? Html.Of($"–")
        : corrected.PValue is { } p ? Html.Of($"{Pill(corrected.Word)}<span class=\"note\">p {ReportWords.PValue(p)}</span>")
        : Pill(corrected.Word);

    internal static Html Against(ReportComparison comparison) =>
        comparison.Axis is null ? Html.Empty : Html.Of($" <span class=\"quiet\">vs {comparison.Baseline}</span>");

    /// <summary>Whether the interval alone explains the verdict.</summary>
    internal bool Explains(ReportComparison comparison) =>
        comparison is { Difference: { } interval, Verdict: not VerdictWord.Undetermined }
        && (
            comparison.Verdict == VerdictWord.Equivalent ? interval.Low >= -data.Epsilon && interval.High <= data.Epsilon
            : comparison.Verdict == VerdictWord.Better == data.Metric.LowerIsBetter ? interval.High < 0
            : interval.Low > 0
        );

    private Html Note(ReportComparison comparison)
    {
        if (Explains(comparison))
            return Html.Empty;
        var settle =
            comparison.SeedsToSettle is { } seeds && comparison.Verdict == VerdictWord.Undetermined
                ? $"about {seeds} seeds would probably settle it"
                : null;
        // The note usually contains the number of seeds.
        var note = comparison.Note ?? settle;
        return note is null ? Html.Empty : Html.Of($"<span class=\"note\">{note}</span>");
    }

    internal static Html Pill(VerdictWord verdict) =>
        Html.Of(
            $"<span class=\"verdict {ReportWords.Of(verdict)}\"><span aria-hidden=\"true\">{ReportWords.Sign(verdict)}</span> "
                + $"{ReportWords.Of(verdict)}</span>"
        );
}
