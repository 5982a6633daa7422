namespace Workbench.Notebook.Documents.Formats;

/// <summary>The exact text of a cell in a text format, for writing an unchanged cell back identically.</summary>
/// <param name="Before">The line that begins the cell and blank lines after it.</param>
/// <param name="Body">The source as in the file.</param>
/// <param name="After">Blank lines up to the next cell.</param>
/// <param name="Source"><see cref="NotebookCell.Source"/> at reading. While the source is unchanged, <paramref name="Body"/> is
/// written.</param>
internal sealed record TextFrame(string Before, string Body, string After, string Source);

/// <summary>The layout of a whole text.</summary>
/// <param name="Front">The text before the first cell: a byte-order mark, Polyglot's <c>#!meta</c> block, blank lines.</param>
/// <param name="NewLine">The line end for added cells.</param>
internal sealed record TextShape(string Front, string NewLine)
{
    /// <summary>The first line end of a text.</summary>
    public static string NewLineOf(string text) =>
        text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var at && text[at - 1] == '\r' ? "\r\n" : "\n";
}
