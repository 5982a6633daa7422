using System.Globalization;

namespace Workbench.Reporting;

/// <summary>A collapsed table of all runs.</summary>
internal sealed class RunSection(ReportData data, Numbers numbers)
{
    internal Html Render()
    {
        var runs = data.Variants.SelectMany(variant => variant.Runs.Select(run => (variant.Name, Run: run))).ToArray();
        return runs.Length == 0
            ? Html.Empty
            : Html.Of(
                $"""
                <details><summary>All runs ({runs.Length.ToString(CultureInfo.InvariantCulture)})</summary>
                <div class="scroll" tabindex="0" role="region" aria-label="Runs">
                <table>
                <thead><tr><th scope="col">Variant</th><th scope="col" class="n">Seed</th><th scope="col">Status</th><th scope="col"
                class="n">{data.Metric.Name}{numbers.Unit}</th><th scope="col" class="n">Tokens/s</th><th scope="col" class="n">Peak
                memory</th><th scope="col">Run</th></tr></thead>
                <tbody>
                {runs.Select(row =>
                    Html.Of(
                        $"<tr><th scope=\"row\">{row.Name}</th><td class=\"n\">{row.Run.Seed.ToString(CultureInfo.InvariantCulture)}</td>"
                            + $"<td>{ReportWords.Of(row.Run.Status)}</td>"
                            + $"<td class=\"n\">{numbers.Metric(row.Run.FinalMetric ?? double.NaN)}</td>"
                            + $"<td class=\"n\">{Optional(row.Run.TokensPerSecond, Numbers.Count)}</td>"
                            + $"<td class=\"n\">{Optional(row.Run.PeakMemoryBytes, Numbers.Bytes)}</td>"
                            + $"<td><code>{row.Run.Id}</code></td></tr>\n"
                    )
                )}</tbody>
                </table>
                </div>
                </details>

                """
            );
    }

    private static string Optional(double? value, Func<double, string> format) => value is { } known ? format(known) : "–";
}
