namespace Workbench.Notebook.Documents.Running;

/// <summary>What came of a notebook, in a few words.</summary>
public static class NotebookStatusText
{
    /// <summary>"12 cells run", "cell 4 failed", "2 cells differ", "not run".</summary>
    public static string Of(NotebookRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (
            record.Cells.FirstOrDefault(cell =>
                cell.Fate is CellRunStatus.Failed or CellRunStatus.TimedOut or CellRunStatus.Interrupted or CellRunStatus.Died
            ) is
            { } wrong
        )
            return $"cell {wrong.Number} {Fate(wrong.Fate)}";
        if (record.ExitCode == ExitCode.Interrupted)
            return "not run";
        var differ = record.Cells.Count(cell => cell.Difference is not null);
        var done = record.Cells.Count(cell => cell.Fate == CellRunStatus.Done);
        var words = differ > 0 ? $"{Cells(differ)} {(differ == 1 ? "differs" : "differ")}" : $"{Cells(done)} run";
        if (record.Cells.Count(cell => cell.SkippedFor is not null) is > 0 and var foreign)
            words += $", {foreign} skipped";
        if (record.Cells.All(cell => cell.Comparison is null))
            return words;
        var compared = record.Cells.Count(cell => cell.Comparison is { NotCompared: null });
        var left = record.Cells.Count(cell => cell.Comparison is { NotCompared: not null });
        return $"{words}, {(compared == 0 ? "nothing" : $"{compared}")} compared{(left > 0 ? $", {left} not compared" : "")}";
    }

    /// <summary>What was not run, not compared, and passed over in comparing: a line each.</summary>
    /// <param name="record">The notebook.</param>
    /// <param name="limit">Lines of values that are shown; the rest is counted.</param>
    public static IEnumerable<string> Notes(NotebookRecord record, int limit = 20)
    {
        ArgumentNullException.ThrowIfNull(record);
        foreach (var (why, cells) in ByReason(record.Cells, cell => cell.SkippedFor))
            yield return $"skipped: {cells} ({why})";
        foreach (var (why, cells) in ByReason(record.Cells, cell => cell.SkippedFor is null ? cell.Comparison?.NotCompared : null))
            yield return $"not compared: {cells} ({why})";
        if (IsUncompared(record.Cells))
            yield return NothingCompared;
        var masked = record
            .Cells.SelectMany(cell => cell.Comparison?.Masked ?? [], (cell, value) => $"cell {cell.Index + 1}, {value}")
            .ToList();
        if (masked.Count > 0)
            yield return $"{(masked.Count == 1 ? "1 value differs" : $"{masked.Count} values differ")} and may:";
        foreach (var value in masked.Take(limit))
            yield return $"  {value}";
        if (masked.Count > limit)
            yield return $"  and {masked.Count - limit} more; --json and --junit list all of them";
    }

    /// <summary>What is said where --check had nothing to do.</summary>
    internal const string NothingCompared =
        "nothing was compared, so nothing was reproduced. Keep outputs first (run it with --inplace), or run it without --check";

    /// <summary>Whether a notebook was checked and none of its cells was compared.</summary>
    internal static bool IsUncompared(IReadOnlyList<CellRecord> cells) =>
        cells.Any(cell => cell.Comparison is not null) && cells.All(cell => cell.Comparison is not { NotCompared: null });

    private static IEnumerable<(string Why, string Cells)> ByReason(IReadOnlyList<CellRecord> cells, Func<CellRecord, string?> reason) =>
        from cell in cells
        let why = reason(cell)
        where why is not null
        group cell.Index + 1 by why into same
        select (same.Key, $"{(same.Count() == 1 ? "cell" : "cells")} {string.Join(", ", same)}");

    /// <summary>A fate as the end of a sentence about a cell.</summary>
    internal static string Fate(CellRunStatus fate) =>
        fate switch
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
