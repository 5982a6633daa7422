using Spectre.Console;
using Workbench.Operations.Views;

namespace Workbench.Cli;

/// <summary>Writes results with one table style.</summary>
internal static class Tables
{
    /// <summary>Writes the view of a result.</summary>
    public static void Write<T>(Terminal terminal, T result)
        where T : notnull => Write(terminal, ResultViews.Of(result));

    /// <summary>Writes a view.</summary>
    public static void Write(Terminal terminal, ResultView view)
    {
        var console = terminal.OutConsole();
        foreach (var part in view.Parts)
        {
            if (part is not ResultTable rows)
            {
                terminal.Out.WriteLine(part.ToString());
                continue;
            }
            var table = rows.HasHeads ? Of(rows.Columns) : Plain(rows.Columns);
            foreach (var row in rows.Rows)
                table.AddRow(row.Select(cell => new Text(cell)));
            console.Write(table);
        }
    }

    /// <summary>An empty table with headings and a line below them.</summary>
    public static Table Of(params IReadOnlyList<ResultColumn> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var right = column.Alignment == Alignment.Right;
            table.AddColumn(new TableColumn(new Text(column.Title)) { Alignment = right ? Justify.Right : Justify.Left, NoWrap = right });
        }
        return table;
    }

    /// <summary>An empty table without headings and borders.</summary>
    public static Table Plain(params IReadOnlyList<ResultColumn> columns)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column.Title)) { Padding = new Padding(0, 0, 2, 0) });
        return table;
    }
}
