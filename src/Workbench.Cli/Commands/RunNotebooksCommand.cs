using System.Globalization;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Running;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>The shell output of a headless run: one line per notebook, with the errors and differences of its cells.</summary>
internal static class RunNotebooksCommand
{
    public static OperationCommand Create(CommandFactory commands, HostEnvironment host, ScriptLibrary scripts) =>
        commands.Of(new RunNotebooks(host, scripts), Render);

    private static void Render(Terminal terminal, RunNotebooksResult result)
    {
        foreach (var notebook in result.Notebooks)
        {
            terminal.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{notebook.Input}: {NotebookStatusText.Of(notebook)}, {notebook.Seconds:0.0} s"
                )
            );
            foreach (var cell in notebook.Cells.Where(cell => cell.Error is not null || cell.Difference is not null))
                Render(terminal, cell);
            foreach (var note in NotebookStatusText.Notes(notebook))
                terminal.Out.WriteLine($"  {note}");
            foreach (var file in new[] { notebook.Output, notebook.Html }.OfType<string>())
                terminal.Out.WriteLine($"  {file}");
        }
        if (result.Notebooks.Count > 1)
            terminal.Out.WriteLine(
                $"{result.Notebooks.Count(one => one.ExitCode == ExitCode.Done)} of {result.Notebooks.Count} notebooks without errors"
            );
    }

    private static void Render(Terminal terminal, CellRecord cell)
    {
        terminal.Out.WriteLine($"  cell {cell.Number}: {cell.FirstLine}");
        var text = cell.Difference ?? (cell.Texts.Traceback.Length > 0 ? cell.Texts.Traceback : cell.Error!);
        foreach (var line in text.Split('\n'))
            terminal.Out.WriteLine($"    {line.TrimEnd()}");
    }
}
