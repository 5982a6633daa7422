using Spectre.Console;

namespace Workbench.Cli;

/// <summary>The one look of tables.</summary>
internal static class Tables
{
    /// <summary>A table with a line under its head.</summary>
    public static Table Of(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            // A trailing > asks for right alignment: numbers.
            var right = column.EndsWith('>');
            table.AddColumn(new TableColumn(new Text(right ? column[..^1] : column)) { Alignment = right ? Justify.Right : Justify.Left, NoWrap = right });
        }
        return table;
    }

    /// <summary>Columns without a head.</summary>
    public static Table Plain(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column)) { Padding = new Padding(0, 0, 2, 0) });
        return table;
    }
}
