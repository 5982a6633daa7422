namespace Workbench.Notebook.Documents.Running;

/// <summary>Describes the result of a notebook run in a few words.</summary>
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

    /// <summary>One line each for skipped cells, cells that were not compared, and ignored differences.</summary>
    /// <param name="record">The notebook.</param>
    /// <param name="limit">The maximum number of ignored differences shown; the rest is counted.</param>
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
            .Cells.SelectMany(cell => cell.Comparison?.Masked ?? [], (cell, value) => $"cell {cell.Number}, {value}")
            .ToList();
        if (masked.Count > 0)
            yield return $"{(masked.Count == 1 ? "1 masked value differs" : $"{masked.Count} masked values differ")}:";
        foreach (var value in masked.Take(limit))
            yield return $"  {value}";
        if (masked.Count > limit)
            yield return $"  and {masked.Count - limit} more; --json and --junit list all";
    }

    /// <summary>The message of a --check without any compared cell.</summary>
    internal const string NothingCompared =
        "nothing was compared, so nothing was reproduced. Store outputs first (run with --inplace), or run without --check";

    /// <summary>Whether a notebook was checked and none of its cells was compared.</summary>
    internal static bool IsUncompared(IReadOnlyList<CellRecord> cells) =>
        cells.Any(cell => cell.Comparison is not null) && cells.All(cell => cell.Comparison is not { NotCompared: null });

    private static IEnumerable<(string Why, string Cells)> ByReason(IReadOnlyList<CellRecord> cells, Func<CellRecord, string?> reason) =>
        from cell in cells
        let why = reason(cell)
        where why is not null
        group cell.Number by why into same
        select (same.Key, $"{(same.Count() == 1 ? "cell" : "cells")} {string.Join(", ", same)}");

    /// <summary>A fate as the predicate of a sentence about a cell.</summary>
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
