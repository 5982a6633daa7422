namespace Workbench.Notebook.Documents.Running;

/// <summary>What came of a notebook, in a few words.</summary>
public static class RunWords
{
    /// <summary>"12 cells run", "cell 4 failed", "2 cells differ", "not run".</summary>
    public static string Of(NotebookRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Cells.FirstOrDefault(cell => cell.Fate is CellFate.Failed or CellFate.TimedOut or CellFate.Interrupted or CellFate.Died) is { } wrong)
            return $"cell {wrong.Index + 1} {Fate(wrong.Fate)}";
        if (record.ExitCode == ExitCode.Interrupted)
            return "not run";
        var differ = record.Cells.Count(cell => cell.Difference is not null);
        var done = record.Cells.Count(cell => cell.Fate == CellFate.Done);
        return differ > 0 ? $"{Cells(differ)} {(differ == 1 ? "differs" : "differ")}" : $"{Cells(done)} run";
    }

    /// <summary>A fate as the end of a sentence about a cell.</summary>
    internal static string Fate(CellFate fate) => fate switch
    {
        CellFate.Failed => "failed",
        CellFate.TimedOut => "ran too long",
        CellFate.Interrupted => "was interrupted",
        CellFate.Died => "lost its process",
        CellFate.Skipped => "was skipped",
        CellFate.NotRun => "was not reached",
        _ => "ran",
    };

    private static string Cells(int count) => count == 1 ? "1 cell" : $"{count} cells";
}
