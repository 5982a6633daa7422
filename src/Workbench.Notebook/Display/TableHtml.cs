using Workbench.Operations.Views;

namespace Workbench.Notebook.Display;

/// <summary>
/// Tables as HTML. The text colour is inherited, and lines are translucent grey, so tables are legible on light and dark pages. Styles are
/// inline: a style sheet would affect the rest of the page.
/// </summary>
internal static class TableHtml
{
    /// <summary>The CSS of a faint separator line.</summary>
    internal const string Line = "1px solid rgba(128,128,128,.35)";

    private const int LongestWord = 40;

    private const string Number = "text-align:right;font-variant-numeric:tabular-nums";

    /// <summary>A column.</summary>
    /// <param name="Head">The header; empty for none.</param>
    /// <param name="Right">Right-aligned, for numbers.</param>
    internal readonly record struct Column(string Head, bool Right = false);

    /// <summary>
    /// The CSS of less important text: fainter than the surrounding text, with a contrast of at least 4.5:1 on the pages of front ends,
    /// whose text is not pure black.
    /// </summary>
    internal const string Faint = "opacity:.78";

    /// <summary>The attributes of a horizontally scrolling element: an accessible name and keyboard focus.</summary>
    internal const string Scrolls = "tabindex=\"0\" role=\"group\" aria-label=\"Table\" style=\"overflow-x:auto\"";

    /// <summary>A result view: lines as paragraphs, tables as tables.</summary>
    internal static Html Of(ResultView view) => Html.Of($"<div>{view.Parts.Select(Of)}</div>");

    /// <summary>A table that scrolls horizontally when it is too wide.</summary>
    internal static Html Scrolling(Html table) => Html.Of($"<div {new Html(Scrolls)}>{table}</div>");

    /// <summary>A table.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The cells of each row.</param>
    /// <param name="foot">A footer across all columns, such as the number of omitted rows; null for none.</param>
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

    // A column without a header gets a td: screen readers announce an empty th as a header.
    private static Html Head(Column column) =>
        column.Head.Length == 0
            ? Html.Of($"""<td style="{Style(column.Right)};border-bottom:{Line}"></td>""")
            : Html.Of(
                $"""<th scope="col" """
                    + $"""style="{Style(column.Right)};white-space:nowrap;border-bottom:{Line};font-weight:600">{column.Head}</th>"""
            );

    // Words and numbers do not wrap, sentences do.
    private static Html Cell(Html cell, Column column) =>
        Html.Of($"""<td style="{Style(column.Right)};white-space:{(cell.Text.Length <= LongestWord ? "pre" : "pre-wrap")}">{cell}</td>""");

    private static string Style(bool right) =>
        $"{(right ? Number : "text-align:left")};padding:.15em .7em .15em 0;border:none;vertical-align:top";
}
