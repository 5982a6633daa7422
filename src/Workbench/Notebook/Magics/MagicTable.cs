using System.Net;
using System.Text.Json.Nodes;

namespace Workbench.Notebook.Magics;

/// <summary>A small table of texts.</summary>
internal static class MagicTable
{
    private const string Cell = "text-align:left;vertical-align:top;padding:2px 14px 2px 0";

    /// <summary>The table as HTML and as text.</summary>
    /// <param name="head">The columns; no head is shown when all are empty.</param>
    /// <param name="rows">As many cells each.</param>
    public static MimeBundle Bundle(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var hasHead = head.Any(name => name.Length > 0);
        var html = string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td style=\"{Cell}\">{WebUtility.HtmlEncode(cell)}</td>"))}</tr>"));
        if (hasHead)
            html = $"<tr>{string.Concat(head.Select(name => $"<th style=\"{Cell}\">{WebUtility.HtmlEncode(name)}</th>"))}</tr>{html}";
        IReadOnlyList<IReadOnlyList<string>> all = hasHead ? [head, .. rows] : rows;
        int[] widths = [.. Enumerable.Range(0, head.Count).Select(column => all.Max(row => row[column].Length))];
        var text = string.Join('\n', all.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
        return new MimeBundle(new JsonObject { ["text/html"] = $"<table style=\"border-collapse:collapse\">{html}</table>", ["text/plain"] = text });
    }
}
