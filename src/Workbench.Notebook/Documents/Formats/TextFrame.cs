namespace Workbench.Notebook.Documents.Formats;

/// <summary>What stands around a cell's source in a text format, to the letter.</summary>
/// <param name="Before">The line that begins the cell and blank lines after it.</param>
/// <param name="Body">The source as it stands in the file.</param>
/// <param name="After">Blank lines up to the next cell.</param>
/// <param name="Source">What <see cref="NotebookCell.Source"/> was when it was read: while it is that, <paramref name="Body"/> is
/// written.</param>
internal sealed record TextFrame(string Before, string Body, string After, string Source);

/// <summary>How a whole text was laid out.</summary>
/// <param name="Front">What stands before the first cell: a byte-order mark, Polyglot's <c>#!meta</c> block, blank lines.</param>
/// <param name="NewLine">Its line end, for cells that are added.</param>
internal sealed record TextShape(string Front, string NewLine)
{
    /// <summary>The line end that a text uses first.</summary>
    public static string NewLineOf(string text) =>
        text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var at && text[at - 1] == '\r' ? "\r\n" : "\n";
}
