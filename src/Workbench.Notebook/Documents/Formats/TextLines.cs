namespace Workbench.Notebook.Documents.Formats;

/// <summary>Lines with their line ends: joining them restores the text.</summary>
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
    /// The text with \n line ends. Other separators (form feeds, U+2028) stay: the compiler has its own rules for lines.
    /// </summary>
    public static string Unix(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>Text with \n line ends converted to a file's line ends.</summary>
    public static string Ended(string text, string newLine) =>
        newLine == "\n" ? text : text.Replace("\n", newLine, StringComparison.Ordinal);

    /// <summary>Splits lines into leading blank lines, a body without its last line end, and the rest.</summary>
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
