using System.Globalization;
using DynamicObj;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

/// <summary>The report page, with the verdicts in the first section.</summary>
internal sealed class ReportPage(ReportData data, IReadOnlyDictionary<string, ReportFigure> figures)
{
    private readonly Numbers _numbers = new(data);

    /// <summary>The line of a page's head that holds its stamp.</summary>
    internal static string StampElement(string stamp) => $"<meta name=\"workbench-stamp\" content=\"{stamp}\">";

    internal string Render()
    {
        var sections = new[]
        {
            new VerdictSection(data, _numbers).Render(Figure("paired-differences", ForestCaption)),
            new AuditSection(data).Render(),
            Section("Learning curves", Figure("learning-curves", CurvesCaption), Figure("difference-curves", DifferencesCaption)),
            Section($"Final {data.Metric.Name}", Figure("final-metric", FinalCaption), new RunSection(data, _numbers).Render()),
            new InteractionSection(data, _numbers).Render(Figure("interactions", InteractionCaption)),
            Section("Beyond the trained context", Figure("extrapolation", ExtrapolationCaption)),
            Section(
                "Cost",
                Figure("throughput", CostCaption),
                Figure("memory", "Peak memory of each run's process, mean over the seeds; whiskers: minimum and maximum.")
            ),
            new ConfigSection(data).Render(),
            new ProvenanceSection(data).Render(),
        };
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            {(data.Provenance.Stamp is { } stamp ? StampElement(stamp) : "")}
            <title>{Html.Escape(data.Title)} · ablation report</title>
            <style>
            {PageResource.Css}</style>
            </head>
            <body>
            <main>
            {Header().Text}{Html.Join(sections).Text}</main>
            {PlotlyJs.ScriptElement}
            {PlotlyJs.DrawElement}
            </body>
            </html>

            """;
    }

    private Html Header() =>
        Html.Of(
            $"""
            <header>
            <p class="eyebrow">Ablation study · {data.Title}</p>
            <h1>{data.Question}</h1>
            <p class="facts">{Facts()}</p>
            </header>
            {data.Notices.Select(notice => Html.Of($"<p class=\"notice\" role=\"note\">{notice}</p>\n"))}
            """
        );

    private Html Facts()
    {
        var runs = data.Variants.SelectMany(variant => variant.Runs).ToArray();
        var states = runs.GroupBy(run => run.Status)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {ReportWords.Of(group.Key)}");
        var facts = new List<string>
        {
            ReportWords.Plural(data.Variants.Count, "variant"),
            ReportWords.Plural(data.Provenance.Seeds.Count, "seed"),
            $"{ReportWords.Plural(runs.Length, "run")} ({string.Join(", ", states)})",
        };
        if (data.Provenance.Started is { } started)
            facts.Add(started.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture));
        return Html.Of($"{string.Join(" · ", facts)}");
    }

    /// <summary>A section with its parts; empty when all parts are empty.</summary>
    internal static Html Section(string title, params Html[] parts)
    {
        var body = Html.Join(parts);
        return body.Text.Length == 0 ? Html.Empty : Html.Of($"<section>\n<h2>{title}</h2>\n{body}</section>\n");
    }

    private Html Figure(string name, string caption)
    {
        if (figures.GetValueOrDefault(name) is not { } figure)
            return Html.Empty;
        return Html.Of(
            $"""
            <figure aria-label="{FigureWords.TitleOf(figure.Chart)}">
            {new Html(FigurePage.Fragment(Untitled(figure.Chart), name, figure.Traces))}
            <figcaption>{caption}</figcaption>
            </figure>

            """
        );
    }

    // Removes the title, which repeats the heading and the caption, and the space for it.
    private static GenericChart Untitled(GenericChart chart)
    {
        const double titleHeight = 24;
        var layout = new Layout();
        GenericChart.getLayout(chart).ShallowCopyDynamicPropertiesTo(layout, null);
        layout.RemoveProperty("title");
        layout
            .With("height", Number(layout, "height") - titleHeight)
            .With("margin", new Margin().With("t", (Number(layout.Get<Margin>("margin"), "t") ?? FigureTemplate.TopMargin) - titleHeight));
        return GenericChart.setConfig(FigureTemplate.Config.With("modeBarButtonsToRemove", Removed), GenericChart.setLayout(layout, chart));
    }

    private static double? Number(DynamicObj.DynamicObj? owner, string attribute) =>
        owner?.TryGetPropertyValue(attribute)?.Value is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;

    private static readonly string[] Removed = ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"];

    private string ForestCaption =>
        $"Mean paired difference with its {_numbers.Confidence} interval; open circles: the pairs, one per seed. "
        + (
            data.Comparisons.Any(one => one.Simultaneous is not null)
                ? $"Thin line: the interval that holds for all comparisons at once (Bonferroni). "
                : ""
        )
        + (data.Epsilon > 0 ? $"Grey band: ±epsilon = ±{_numbers.Metric(data.Epsilon)}{_numbers.Unit}." : "");

    private const string CurvesCaption =
        "Line: mean over the seeds. Band: from the lowest to the highest seed. Click a name in the legend to hide its curve, "
        + "double-click to hide all others; × marks the step at which a run diverged.";

    private const string DifferencesCaption =
        "The same validation curves as paired differences from the baseline at each step: they show when a choice starts to "
        + "matter, and whether the effect lasts. Line: mean over the pairs. Band: from the lowest to the highest pair.";

    private string FinalCaption =>
        $"Filled: mean with its {_numbers.Confidence} interval over the seeds (unpaired: usually wider than those of the paired "
        + $"differences above). Open circles: the seeds."
        + References(data.References);

    private const string InteractionCaption =
        "Mean over the seeds and the other axes. Parallel lines: the effects add up. Lines that cross or fan out: one choice changes the "
        + "effect of the other.";

    private string ExtrapolationCaption =>
        "The final models evaluated at other lengths than the trained context"
        + $"{(data.TrainedContext is { } context ? $" ({context} tokens)" : "")}. Line: mean over the seeds; band: lowest to highest.";

    private const string CostCaption =
        "Mean over the runs; whiskers: minimum and maximum. Runs can have shared the machine with each other: compare only "
        + "within this report.";

    private string References(IReadOnlyList<ReportReference> references) =>
        references.Count == 0 ? "" : $" {string.Join(", ", references.Select(Named))}.";

    private string Named(ReportReference line) =>
        $"{char.ToUpperInvariant(line.Name[0])}{line.Name[1..]}: {_numbers.Metric(line.Value)}{_numbers.Unit}";
}
