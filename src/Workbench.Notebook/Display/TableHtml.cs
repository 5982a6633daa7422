using Workbench.Operations.Views;

namespace Workbench.Notebook.Display;

/// <summary>
/// Tables as HTML. Colours are the page's own: text inherits, lines and stripes are the text's colour made faint, so that light and dark
/// pages both read well. Styles stand on the elements: an output must not reach into the rest of the page.
/// </summary>
internal static class TableHtml
{
    /// <summary>The faint line between things.</summary>
    internal const string Line = "1px solid rgba(128,128,128,.35)";

    private const int LongestWord = 40;

    private const string Number = "text-align:right;font-variant-numeric:tabular-nums";

    /// <summary>A column.</summary>
    /// <param name="Head">Its head; empty for none.</param>
    /// <param name="Right">Whether it holds numbers.</param>
    internal readonly record struct Column(string Head, bool Right = false);

    /// <summary>
    /// Less important text: fainter than the text around it, and still 4.5 : 1 on the pages of front ends, whose text is no pure black.
    /// </summary>
    internal const string Faint = "opacity:.78";

    /// <summary>What an element needs that scrolls sideways: a name, and to be reached by keys.</summary>
    internal const string Scrolls = "tabindex=\"0\" role=\"group\" aria-label=\"Table\" style=\"overflow-x:auto\"";

    /// <summary>A view: lines as paragraphs, tables as tables.</summary>
    internal static Html Of(ResultView view) => Html.Of($"<div>{view.Parts.Select(Of)}</div>");

    /// <summary>A table that scrolls by itself where it is too wide.</summary>
    internal static Html Scrolling(Html table) => Html.Of($"<div {new Html(Scrolls)}>{table}</div>");

    /// <summary>A table.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The cells of each row.</param>
    /// <param name="foot">A line below, across all columns: what is not shown; null for none.</param>
    internal static Html Of(IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Html>> rows, string? foot = null)
    {
        var head = columns.Any(column => column.Head.Length > 0)
            ? Html.Of($"""<thead><tr style="background:none">{columns.Select(Head)}</tr></thead>""")
            : Html.Empty;
        var body = rows.Select(row => Html.Of($"""<tr style="background:none">{row.Select((cell, i) => Cell(cell, columns[i]))}</tr>"""));
        var last = foot is null
            ? Html.Empty
            : Html.Of(
                $"""<tfoot><tr style="background:none"><td colspan="{columns.Count}" style="{Style(false)};{Faint}">{foot}</td></tr>"""
                    + $"""</tfoot>"""
            );
        return Html.Of(
            $"""<table style="border-collapse:collapse;border:none;margin:.3em """
                + $"""0;font-size:.95em">{head}<tbody>{body}</tbody>{last}</table>"""
        );
    }

    private static Html Of(ResultPart part) =>
        part is ResultTable table
            ? Scrolling(
                Of(
                    [.. table.Columns.Select((_, i) => new Column(table.Head(i), table.IsRight(i)))],
                    table.Rows.Select(row => row.Select(cell => Html.Of($"{cell}")).ToList())
                )
            )
            : Html.Of($"""<div style="margin:.15em 0">{part.ToString()}</div>""");

    // A column without a head, of words that speak for themselves, has a plain cell there: a header that says nothing is read aloud as one.
    private static Html Head(Column column) =>
        column.Head.Length == 0
            ? Html.Of($"""<td style="{Style(column.Right)};border-bottom:{Line}"></td>""")
            : Html.Of(
                $"""<th scope="col" """
                    + $"""style="{Style(column.Right)};white-space:nowrap;border-bottom:{Line};font-weight:600">{column.Head}</th>"""
            );

    // Words and numbers stay on one line, sentences do not.
    private static Html Cell(Html cell, Column column) =>
        Html.Of($"""<td style="{Style(column.Right)};white-space:{(cell.Text.Length <= LongestWord ? "pre" : "pre-wrap")}">{cell}</td>""");

    private static string Style(bool right) =>
        $"{(right ? Number : "text-align:left")};padding:.15em .7em .15em 0;border:none;vertical-align:top";
}
