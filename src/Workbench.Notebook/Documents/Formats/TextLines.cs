namespace Workbench.Notebook.Documents.Formats;

/// <summary>Lines that keep their ends, so that joining them gives the text again.</summary>
internal static class TextLines
{
    public static IReadOnlyList<string> Of(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length; )
        {
            var end = text.IndexOf('\n', start) is >= 0 and var at ? at + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>
    /// Text whose lines end in \n; other separators (form feeds, U+2028) are letters, as the compiler's lexer counts lines by its own
    /// rules.
    /// </summary>
    public static string Unix(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>Text whose lines end as a file's do.</summary>
    public static string Ended(string text, string newLine) =>
        newLine == "\n" ? text : text.Replace("\n", newLine, StringComparison.Ordinal);

    /// <summary>Cuts lines into blank ones in front, a body without its last line end, and the rest.</summary>
    public static (string Before, string Body, string After) Trim(IReadOnlyList<string> lines)
    {
        var first = 0;
        while (first < lines.Count && string.IsNullOrWhiteSpace(lines[first]))
            first++;
        var last = lines.Count;
        while (last > first && string.IsNullOrWhiteSpace(lines[last - 1]))
            last--;
        var body = string.Concat(lines.Skip(first).Take(last - first));
        var text = body.TrimEnd('\r', '\n');
        return (string.Concat(lines.Take(first)), text, body[text.Length..] + string.Concat(lines.Skip(last)));
    }
}
