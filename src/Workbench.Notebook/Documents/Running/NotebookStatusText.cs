namespace Workbench.Notebook.Documents.Running;

/// <summary>What came of a notebook, in a few words.</summary>
public static class NotebookStatusText
{
    /// <summary>"12 cells run", "cell 4 failed", "2 cells differ", "not run".</summary>
    public static string Of(NotebookRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Cells.FirstOrDefault(cell => cell.Fate is CellRunStatus.Failed or CellRunStatus.TimedOut or CellRunStatus.Interrupted or CellRunStatus.Died) is { } wrong)
            return $"cell {wrong.Index + 1} {Fate(wrong.Fate)}";
        if (record.ExitCode == ExitCode.Interrupted)
            return "not run";
        var differ = record.Cells.Count(cell => cell.Difference is not null);
        var done = record.Cells.Count(cell => cell.Fate == CellRunStatus.Done);
        return differ > 0 ? $"{Cells(differ)} {(differ == 1 ? "differs" : "differ")}" : $"{Cells(done)} run";
    }

    /// <summary>A fate as the end of a sentence about a cell.</summary>
    internal static string Fate(CellRunStatus fate) => fate switch
    {
        CellRunStatus.Failed => "failed",
        CellRunStatus.TimedOut => "ran too long",
        CellRunStatus.Interrupted => "was interrupted",
        CellRunStatus.Died => "lost its process",
        CellRunStatus.Skipped => "was skipped",
        CellRunStatus.NotRun => "was not reached",
        _ => "ran",
    };

    private static string Cells(int count) => count == 1 ? "1 cell" : $"{count} cells";
}
