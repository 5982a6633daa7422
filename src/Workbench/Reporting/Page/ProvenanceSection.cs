using System.Globalization;

namespace Workbench.Reporting;

/// <summary>The provenance of the numbers, and the commands that reproduce them.</summary>
internal sealed class ProvenanceSection(ReportData data)
{
    internal Html Render() => Html.Join([ReportPage.Section("Reproduce", Commands()), ReportPage.Section("Provenance", Facts())]);

    private Html Commands()
    {
        IReadOnlyList<string> lines = data.Provenance.Reproduce.Count > 0 ? data.Provenance.Reproduce : [data.Provenance.CommandLine];
        return Html.Of(
            $"""
            <pre class="command">{string.Join('\n', lines)}</pre>
            <p class="quiet">The same study on the same kind of processor with the same number of threads gives bitwise identical results;
            runs in the ledger are reused.</p>

            """
        );
    }

    private Html Facts()
    {
        var from = data.Provenance;
        var rows = new List<ReportSetting> { new("Study", from.StudyId), new("Command line", from.CommandLine) };
        if (from.Commit is not null)
            rows.Add(new("Commit", from.Commit));
        if (from.Seeds.Count > 0)
            rows.Add(new("Seeds", string.Join(", ", from.Seeds.Select(seed => seed.ToString(CultureInfo.InvariantCulture)))));
        if (from.Started is { } started)
            rows.Add(new("Started", started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)));
        if (from.Elapsed is { } elapsed)
            rows.Add(new("Took", Duration(elapsed)));
        return Html.Of($"<dl>\n{Rows(rows)}{Rows(from.Data)}{Rows(from.Machine)}{Rows(from.Versions)}</dl>\n");
    }

    private static IEnumerable<Html> Rows(IEnumerable<ReportSetting> rows) =>
        rows.Select(row => Html.Of($"<div><dt>{row.Path}</dt><dd>{row.Value}</dd></div>\n"));

    private static string Duration(TimeSpan time) =>
        time switch
        {
            { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
            { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        };
}
