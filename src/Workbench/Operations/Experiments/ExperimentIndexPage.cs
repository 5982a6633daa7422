using Workbench.Experiments;
using Workbench.Reporting;

namespace Workbench.Operations;

/// <summary>
/// The index of all experiments (index.html): every claim and prediction beside its outcome, with links to the reports that the folder has.
/// One page without anything from elsewhere.
/// </summary>
internal static class ExperimentIndexPage
{
    /// <summary>The file's name.</summary>
    public const string FileName = "index.html";

    // Statements are sentences: they wrap, and numbers do not.
    private const string Wrapped = """
        @media (min-width: 601px) {
          .scroll tbody th { width: 30%; }
          .scroll td { white-space: normal; }
          .scroll td.n { white-space: nowrap; }
        }

        """;

    /// <summary>The page.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="reports">The folder with a folder of reports for each experiment and budget.</param>
    public static string Of(IReadOnlyList<ExperimentFolder> experiments, string reports)
    {
        var all = experiments
            .Select(folder =>
            {
                var (experiment, recording) = (folder.Read(), ExperimentPage.Best(folder).Recording);
                return (
                    Folder: folder,
                    experiment.Question,
                    Claims: Rows(experiment.Claims, recording),
                    Predictions: Rows(experiment.Predictions, recording)
                );
            })
            .ToList();
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Experiments</title>
            <style>
            {PageResource.Css}{Wrapped}</style>
            </head>
            <body>
            <main>
            {Header([.. all.SelectMany(one => one.Claims)], [.. all.SelectMany(one => one.Predictions)]).Text}{Html.Join(
                all.Select(one => Section(one.Folder, one.Question, one.Claims, one.Predictions, reports))
            ).Text}</main>
            </body>
            </html>

            """;
    }

    private static List<ExpectationRow> Rows(IReadOnlyList<Expectation> expectations, Recording? recording) =>
        [.. expectations.Select(one => ExpectationRow.Of(one, recording))];

    private static Html Header(IReadOnlyList<ExpectationRow> claims, IReadOnlyList<ExpectationRow> predictions) =>
        Html.Of(
            $"""
            <header>
            <p class="eyebrow">Experiments</p>
            <h1>What was claimed, what was expected, what came out</h1>
            <p class="facts">{Counts("claims of papers", claims)} · {Counts("own predictions", predictions)}</p>
            </header>

            """
        );

    private static string Counts(string what, IReadOnlyList<ExpectationRow> rows)
    {
        var outcomes = rows.GroupBy(row => row.Outcome)
            .OrderBy(group => group.Key ?? (Outcome)int.MaxValue)
            .Select(group => $"{group.Count()} {Word(group.Key, group.Count())}");
        return $"{rows.Count} {what}: {string.Join(", ", outcomes)}";
    }

    private static string Word(Outcome? outcome, int count) =>
        (outcome, count) switch
        {
            (Outcome.Holds, > 1) => "hold",
            (Outcome.DoesNotHold, > 1) => "do not hold",
            _ => ExpectationRow.Word(outcome),
        };

    private static Html Section(
        ExperimentFolder folder,
        string question,
        IReadOnlyList<ExpectationRow> claims,
        IReadOnlyList<ExpectationRow> predictions,
        string reports
    )
    {
        var links = Enum.GetValues<ExperimentBudget>()
            .Select(ExperimentFolder.NameOf)
            .Where(budget => File.Exists(Report.PageIn(Path.Combine(reports, $"{folder.Name}-{budget}"))))
            .Select(budget => Html.Of($"<a href=\"{folder.Name}-{budget}/report.html\">report of the {budget} budget</a> "));
        return ReportPage.Section(
            folder.Name,
            Html.Of($"<p>{question.Trim()}</p>\n<p>{links}</p>\n"),
            Table($"Claims of papers, {folder.Name}", claims),
            Table($"Expected before the first run, {folder.Name}", predictions)
        );
    }

    private static Html Table(string caption, IReadOnlyList<ExpectationRow> rows)
    {
        if (rows.Count == 0)
            return Html.Empty;
        var sources = rows.Any(row => row.Source is not null);
        return Html.Of(
            $"""
            <div class="scroll" tabindex="0" role="region" aria-label="{caption}">
            <table class="cards">
            <caption>{caption}</caption>
            <thead><tr><th scope="col">Statement</th>{(sources ? Html.Of($"<th scope=\"col\">Source</th>") : Html.Empty)}
            <th scope="col">Compared</th><th scope="col">Expected</th><th scope="col">Verdict</th>
            <th scope="col" class="n">Difference [95 %]</th><th scope="col">Outcome</th></tr></thead>
            <tbody>
            {rows.Select(row => Row(row, sources))}</tbody>
            </table>
            </div>

            """
        );
    }

    private static Html Row(ExpectationRow row, bool sources) =>
        Html.Of(
            $"""
            <tr><th scope="row">{row.Text}</th>{(sources ? Html.Of($"<td data-label=\"Source\">{row.Source}</td>") : Html.Empty)}
            <td data-label="Compared">{row.Compared}</td><td data-label="Expected">{row.Expected}</td>
            <td data-label="Verdict">{row.Verdict}</td><td class="n" data-label="Difference">{row.Difference}</td>
            <td data-label="Outcome"><b>{ExpectationRow.Word(row.Outcome)}</b></td></tr>

            """
        );
}
