namespace Workbench.Reporting;

/// <summary>Interactions of pairs of choices: plots, and the difference that both make minus the differences that each makes alone.</summary>
internal sealed class InteractionSection(ReportData data, Numbers numbers)
{
    // A longer table repeats what the plots show.
    private const int MaxRows = 40;

    internal Html Render(Html figure) =>
        data.Interactions.Count == 0
            ? Html.Empty
            : ReportPage.Section(
                "Interactions",
                figure,
                new ComparisonTable(data, numbers).Render(
                    "Two choices together, against the sum of what each does alone",
                    [.. data.Interactions.Take(MaxRows)]
                ),
                Html.Of(
                    $"""
                    <p class="quiet">The difference that both values make, minus the differences that each makes alone, averaged over the
                    other axes. better: together they do better than the sum. equivalent: their effects add up within ±epsilon.
                    Corrected among the {data.Interactions.Count} interactions{More()}.</p>

                    """
                )
            );

    private string More() => data.Interactions.Count > MaxRows ? $", of which {MaxRows} are shown" : "";
}
