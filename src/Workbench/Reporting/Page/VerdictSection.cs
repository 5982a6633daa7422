using Workbench.Statistics;

namespace Workbench.Reporting;

/// <summary>The verdicts: a sentence for each axis effect (or each cell, with one axis), then all comparisons in tables.</summary>
internal sealed class VerdictSection(ReportData data, Numbers numbers)
{
    // With more comparisons, the section shows counts by verdict instead of sentences.
    private const int MaxSentences = 8;
    private const int MaxNames = 4;

    private readonly ComparisonTable _table = new(data, numbers);

    internal Html Render(Html forest)
    {
        var effects = data.ShownAxisEffects();
        var headline = effects.Count > 0 ? effects : data.Comparisons;
        return ReportPage.Section(
            "Verdict",
            Sentences(headline),
            forest,
            effects.Count == 0 ? Html.Empty : _table.Render("Axis by axis, averaged over the other axes", effects),
            data.Comparisons.Count == 0
                ? Html.Empty
                : _table.Render(
                    $"Each variant against the baseline, {data.Variants.Single(variant => variant.IsBaseline).Name}",
                    data.Comparisons
                ),
            Changes([.. effects, .. data.Comparisons]),
            MoreTests([.. effects, .. data.Comparisons]),
            Reading()
        );
    }

    private Html Changes(IReadOnlyList<ReportComparison> comparisons)
    {
        var some = comparisons.Where(one => one.Sensitivity is not null).ToList();
        return some.Count == 0
            ? Html.Empty
            : Html.Of(
                $"""
                <details class="reading"><summary>What would change the verdicts</summary>
                <ul>
                {some.Select(one =>
                    Html.Of($"<li><b>{one.Subject}</b>{ComparisonTable.Against(one)}: {Change(one, one.Sensitivity!)}</li>\n")
                )}</ul>
                </details>

                """
            );
    }

    private string Change(ReportComparison one, Sensitivity sensitivity)
    {
        var from = $"{numbers.Metric(sensitivity.EquivalentFrom)}{numbers.Unit}";
        var epsilon =
            one.Verdict == VerdictWord.Equivalent
                ? $"no longer equivalent where less than {from} matters already"
                : $"equivalent if differences below {from} did not matter";
        var more =
            one.Verdict == VerdictWord.Undetermined
                ? one.SeedsToSettle is { } seeds
                    ? $"; about {seeds} seeds would probably settle it"
                    : ""
                : "";
        return epsilon
            + more
            + sensitivity.DecisiveSeeds switch
            {
                0 => "; the same without any one of the seeds.",
                1 => "; another verdict without one of the seeds.",
                var count => $"; another verdict without any one of {count} of the seeds.",
            };
    }

    private Html MoreTests(IReadOnlyList<ReportComparison> comparisons)
    {
        var some = comparisons.Where(one => one.Evidence is not null).ToList();
        return some.Count == 0
            ? Html.Empty
            : Html.Of(
                $"""
                <details class="reading"><summary>Other tests of the same pairs</summary>
                <div class="scroll" tabindex="0" role="region" aria-label="Other tests of the same pairs"><table class="cards">
                <thead><tr><th scope="col">Comparison</th>
                <th scope="col" class="n">p, t test</th><th scope="col" class="n">p, sign flips</th>
                <th scope="col" class="n">p, equivalence</th><th scope="col" class="n">Bootstrap interval</th>
                <th scope="col" class="n">Interquartile mean</th><th scope="col" class="n">Effect size</th>
                <th scope="col" class="n">Detectable</th><th scope="col" class="n">Anytime interval</th></tr></thead>
                <tbody>
                {some.Select(one => EvidenceRow(one, one.Evidence!))}</tbody>
                </table></div>
                <p>All {numbers.Confidence} and two-sided, p-values uncorrected. <b>Detectable</b>: the true difference that as many seeds
                show with 80 % probability. <b>Anytime interval</b>: holds at every number of seeds at once, so that a study may stop when
                it likes; it needs at least three seeds.</p>
                </details>

                """
            );
    }

    private Html EvidenceRow(ReportComparison comparison, Evidence evidence)
    {
        static string P(double? p) => p is { } value ? ReportWords.PValue(value) : "–";
        string Ends(Interval? interval) => interval is { } ends ? numbers.Interval(new(double.NaN, ends.Low, ends.High)) : "–";
        return Html.Of(
            $"""
            <tr><th scope="row">{comparison.Subject}{ComparisonTable.Against(comparison)}</th>
            <td class="n" data-label="p, t test">{P(evidence.PValue)}</td>
            <td class="n" data-label="p, sign flips">{P(evidence.SignFlipPValue)}</td>
            <td class="n" data-label="p, equivalence">{P(evidence.EquivalencePValue)}</td>
            <td class="n" data-label="Bootstrap interval">{Ends(evidence.Bootstrap)}</td>
            <td class="n" data-label="Interquartile mean">{(
                evidence.InterquartileMean is { } middle ? $"{numbers.Difference(middle)}, {Ends(evidence.InterquartileInterval)}" : "–"
            )}</td>
            <td class="n" data-label="Effect size">{(evidence.EffectSize is { } effect ? Numbers.Effect(effect) : "–")}</td>
            <td class="n" data-label="Detectable">{numbers.Metric(evidence.DetectableDifference)}</td>
            <td class="n" data-label="Anytime interval">{Ends(evidence.AnytimeInterval)}</td></tr>

            """
        );
    }

    private Html Sentences(IReadOnlyList<ReportComparison> comparisons) =>
        comparisons.Count == 0 ? Html.Of($"<p>Nothing is compared: the study has one variant.</p>\n")
        : comparisons.Count > MaxSentences ? Counts(comparisons)
        : Html.Of($"<ul class=\"answers\">\n{comparisons.Select(Item)}</ul>\n");

    private static Html Counts(IReadOnlyList<ReportComparison> comparisons)
    {
        var groups = comparisons.GroupBy(one => one.Verdict).OrderBy(group => group.Key);
        return Html.Of($"<ul class=\"answers\">\n{groups.Select(group => Count([.. group], comparisons.Count))}</ul>\n");
    }

    private Html Item(ReportComparison one) => Html.Of($"<li>{ComparisonTable.Pill(one.Verdict)} <span>{Sentence(one)}</span></li>\n");

    private static Html Count(IReadOnlyList<ReportComparison> group, int all)
    {
        var names = group.Count > MaxNames ? "" : $": {string.Join("; ", group.Select(one => one.Subject))}";
        return Html.Of(
            $"<li>{ComparisonTable.Pill(group[0].Verdict)} <span>{group.Count} of {all} against {group[0].Baseline}{names}</span></li>\n"
        );
    }

    private Html Sentence(ReportComparison comparison)
    {
        var names = Html.Of($"<b>{comparison.Subject}</b>");
        var against = Html.Of($"{comparison.Baseline}");
        var claim = comparison.Verdict switch
        {
            VerdictWord.Better => Html.Of($"{names} does better than {against}"),
            VerdictWord.Worse => Html.Of($"{names} does worse than {against}"),
            VerdictWord.Equivalent => Html.Of($"{names} and {against} are the same within ±{numbers.Metric(data.Epsilon)}"),
            _ => Html.Of($"{names} against {against} is not settled"),
        };
        var settle =
            comparison.Verdict == VerdictWord.Undetermined && comparison.SeedsToSettle is { } seeds
                ? Html.Of($" About {seeds} seeds would probably settle it.")
                : Html.Empty;
        // The note is shown when the numbers do not explain the verdict, such as after divergences or with a single seed.
        var reason = comparison.Note is null || _table.Explains(comparison) || settle.Text.Length > 0 ? "" : $"; {comparison.Note}";
        return comparison.Difference is { } difference && double.IsFinite(difference.Mean)
            ? Html.Of(
                $"{claim}: <span class=\"number\">{numbers.Difference(difference.Mean)}</span>{numbers.Unit} "
                    + $"({numbers.Interval(difference)}){reason}.{settle}"
            )
            : Html.Of($"{claim}{reason}.{settle}");
    }

    private Html Reading()
    {
        var count = data.ShownAxisEffects().Count + data.Comparisons.Count;
        var better = data.Metric.LowerIsBetter ? "lower" : "higher";
        var source = data.EpsilonSource is null ? "" : $" ({data.EpsilonSource})";
        return Html.Of(
            $"""
            <details class="reading"><summary>How to read this</summary>
            <p>Each difference is variant minus baseline in {data.Metric.Name}{numbers.Unit} ({better} is better), taken between two runs
            of the same seed, which share initial weights, batches and dropout masks. The interval is the {numbers.Confidence} interval
            of the mean of these pairs.</p>
            <p><b>better</b> and <b>worse</b>: the whole interval is on that side of zero, and not entirely within ±epsilon.
            <b>equivalent</b>: the whole interval is within ±epsilon. <b>undetermined</b>: the interval contains zero and extends beyond
            ±epsilon, or there is no interval; more seeds are needed.</p>
            <p>epsilon, the difference that does not matter, is {numbers.Metric(
                data.Epsilon
            )}{numbers.Unit}{source}. The intervals are not corrected for the number of comparisons ({count} here):
            the more comparisons, the more likely one of them is decided by chance. <b>Corrected</b> is the verdict after Holm's correction
            for all of them: the probability that any of its claims is false is at most 5 %.</p>
            </details>

            """
        );
    }
}
