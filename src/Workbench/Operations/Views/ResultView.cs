namespace Workbench.Operations.Views;

/// <summary>
/// A result as a person reads it, in lines and tables of text: made once, shown by a shell and by a notebook each in its own way.
/// </summary>
/// <param name="Parts">From top to bottom.</param>
public sealed record ResultView(params IReadOnlyList<ResultPart> Parts)
{
    /// <summary>Lines of text, tables with their columns aligned: what a notebook shows where HTML is not taken.</summary>
    public override string ToString() => string.Join('\n', Parts);
}

/// <summary>A part of a view.</summary>
public abstract record ResultPart;

/// <summary>A line.</summary>
/// <param name="Text">The text.</param>
public sealed record ResultLine(string Text) : ResultPart
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>On which side of its column a text stands.</summary>
public enum Alignment
{
    /// <summary>On the left: words.</summary>
    Left,

    /// <summary>On the right: numbers.</summary>
    Right,
}

/// <summary>A column of a table.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Alignment">Where its cells stand. Default: left.</param>
public sealed record ResultColumn(string Title, Alignment Alignment = Alignment.Left)
{
    /// <summary>A column of words.</summary>
    public static implicit operator ResultColumn(string title) => new(title);

    /// <summary>A column of numbers.</summary>
    public static ResultColumn Right(string title) => new(title, Alignment.Right);
}

/// <summary>A table.</summary>
/// <param name="Columns">The columns. If all titles are empty, no heads are shown.</param>
/// <param name="Rows">The cells of each row, as many as there are columns.</param>
public sealed record ResultTable(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : ResultPart
{
    /// <summary>Whether the heads are shown.</summary>
    public bool HasHeads => Columns.Any(column => column.Title.Length > 0);

    /// <summary>The head of a column, as it is shown.</summary>
    public string Head(int column) => Columns[column].Title;

    /// <summary>Whether a column holds numbers.</summary>
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
