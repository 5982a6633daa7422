namespace Workbench.Reporting;

/// <summary>The confound audit: differences in cost between the variants, which could explain a difference in quality.</summary>
internal sealed class AuditSection(ReportData data)
{
    // A longer list is less readable than the table, which marks each difference too.
    private const int MaxWarnings = 6;

    internal Html Render()
    {
        if (data.Audit.Count == 0)
            return Html.Empty;
        var limit = FormattableString.Invariant($"{data.AuditLimit * 100:0.##} %");
        var verdict =
            data.AuditWarnings.Count == 0
                ? Html.Of(
                    $"<p class=\"calm\">Parameters, operations and decoding state of all variants are within {limit} of the "
                        + $"baseline's.</p>\n"
                )
                : Html.Of(
                    $"<div class=\"notice\" role=\"note\"><p>Some variants differ from the baseline by more than {limit} in "
                        + $"cost. A difference in quality may be due to size:</p>"
                        + $"<ul>{data.AuditWarnings.Take(MaxWarnings).Select(warning => Html.Of($"<li>{warning}</li>"))}"
                        + $"{More()}</ul></div>\n"
                );
        var remarks =
            data.AuditRemarks.Count == 0
                ? Html.Empty
                : Html.Of($"<ul>\n{data.AuditRemarks.Select(remark => Html.Of($"<li>{remark}</li>\n"))}</ul>\n");
        return ReportPage.Section("Confound audit", verdict, remarks, Table());
    }

    private Html More() =>
        data.AuditWarnings.Count > MaxWarnings
            ? Html.Of($"<li>and {data.AuditWarnings.Count - MaxWarnings} more, marked in the table</li>")
            : Html.Empty;

    private Html Table()
    {
        var name = data.Variants.Single(variant => variant.IsBaseline).Name;
        // Null when the audit has no row for the baseline: then the table shows no relative values.
        var baseline = data.Audit.FirstOrDefault(row => row.Variant == name);
        var notes = data.Audit.Any(row => row.Note is not null);
        return Html.Of(
            $"""
            <div class="scroll" tabindex="0" role="region" aria-label="Confound audit">
            <table class="cards">
            <thead><tr><th scope="col">Variant</th><th scope="col" class="n">Parameters</th><th scope="col" class="n">FLOPs per token</th>
            <th scope="col" class="n">Decoding state</th>{(notes ? Html.Of($"<th scope=\"col\">Note</th>") : Html.Empty)}</tr></thead>
            <tbody>
            {data.Audit.Select(row => Html.Of($"""
                <tr><th scope="row">{row.Variant}{(row == baseline ? Html.Of($" <span class=\"quiet\">baseline</span>") : Html.Empty)}</th>
                {Cell("Parameters", Numbers.Count(row.Parameters), row.Parameters, baseline?.Parameters, row == baseline)}
                {Cell("FLOPs per token", Numbers.Short(row.FlopsPerToken), row.FlopsPerToken, baseline?.FlopsPerToken, row == baseline)}
                {Cell("Decoding state", Numbers.Bytes(row.StateBytes), row.StateBytes, baseline?.StateBytes, row == baseline)}
                {(notes ? Html.Of($"<td data-label=\"Note\">{row.Note}</td>") : Html.Empty)}</tr>

                """))}</tbody>
            </table>
            </div>

            """
        );
    }

    private Html Cell(string label, string text, double value, double? baseline, bool isBaseline)
    {
        if (baseline is not { } reference || isBaseline)
            return Html.Of($"<td class=\"n\" data-label=\"{label}\">{text}</td>");
        var beyond = Math.Abs(value - reference) > data.AuditLimit * reference;
        var relative = Numbers.Relative(value, reference);
        return beyond
            ? Html.Of(
                $"<td class=\"n\" data-label=\"{label}\">{text} <span class=\"beyond\"><span aria-hidden=\"true\">⚠</span> "
                    + $"{relative}</span></td>"
            )
            : Html.Of($"<td class=\"n\" data-label=\"{label}\">{text} <span class=\"quiet\">{relative}</span></td>");
    }
}
