namespace Workbench.Operations.Views;

/// <summary>
/// The human-readable form of a result: lines and tables of text, independent of the medium. The shell and the notebook each render it.
/// </summary>
/// <param name="Parts">The parts from top to bottom.</param>
public sealed record ResultView(params IReadOnlyList<ResultPart> Parts)
{
    /// <summary>Plain text with aligned table columns: the text/plain form in a notebook.</summary>
    public override string ToString() => string.Join('\n', Parts);
}

/// <summary>A part of a view.</summary>
public abstract record ResultPart;

/// <summary>A line of text.</summary>
/// <param name="Text">The text.</param>
public sealed record ResultLine(string Text) : ResultPart
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>The alignment of the cells of a table column.</summary>
public enum Alignment
{
    /// <summary>Left-aligned, for text.</summary>
    Left,

    /// <summary>Right-aligned, for numbers.</summary>
    Right,
}

/// <summary>A column of a table.</summary>
/// <param name="Title">The column's heading.</param>
/// <param name="Alignment">The alignment of its cells. Default: left.</param>
public sealed record ResultColumn(string Title, Alignment Alignment = Alignment.Left)
{
    /// <summary>A left-aligned column.</summary>
    public static implicit operator ResultColumn(string title) => new(title);

    /// <summary>A right-aligned column, for numbers.</summary>
    public static ResultColumn Right(string title) => new(title, Alignment.Right);
}

/// <summary>A table.</summary>
/// <param name="Columns">The columns. If all titles are empty, no heading row is shown.</param>
/// <param name="Rows">The cells of each row, one for each column.</param>
public sealed record ResultTable(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : ResultPart
{
    /// <summary>Whether the heading row is shown.</summary>
    public bool HasHeads => Columns.Any(column => column.Title.Length > 0);

    /// <summary>The heading of a column.</summary>
    public string Head(int column) => Columns[column].Title;

    /// <summary>Whether a column is right-aligned.</summary>
    public bool IsRight(int column) => Columns[column].Alignment == Alignment.Right;

    /// <inheritdoc/>
    public override string ToString()
    {
        IEnumerable<IReadOnlyList<string>> head = HasHeads
            ?
            [
                [.. Columns.Select((_, i) => Head(i))],
            ]
            : [];
        var lines = head.Concat(Rows).ToList();
        var widths = Columns.Select((_, i) => lines.Select(line => line[i].Length).DefaultIfEmpty().Max()).ToList();
        return string.Join(
            '\n',
            lines.Select(line =>
                string.Join("  ", line.Select((cell, i) => IsRight(i) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd()
            )
        );
    }
}
