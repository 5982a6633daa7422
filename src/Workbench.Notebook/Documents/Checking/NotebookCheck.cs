using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>Compares what a notebook shows now with what is stored in it: nbval's idea and tags.</summary>
internal static class NotebookCheck
{
    /// <summary>The cells, with the differences of each.</summary>
    public static IReadOnlyList<CellRecord> Compare(RunPlan plan, IReadOnlyList<CellRecord> cells, CheckOptions how, Sanitizer sanitizer)
    {
        var numbers = new NumericText(how.Rtol, how.Atol);
        var lines = new OutputLines(sanitizer);
        // The injected cell is of this run alone; but for it both notebooks have the same cells.
        var stored = Own(plan.Stored).ToList();
        var pairs = Own(plan.Document).Select((fresh, i) => (fresh, stored: stored[i])).ToDictionary(pair => pair.fresh.Node, pair => pair.stored);
        return
        [
            .. cells.Select(record => plan.Document.Cells[record.Index] is var fresh && pairs.TryGetValue(fresh.Node, out var before) && Compared(record, before, how)
                ? record with { Difference = UnifiedDiff.Of(lines.Of(before), lines.Of(fresh), numbers.Same) }
                : record),
        ];
    }

    private static IEnumerable<NotebookCell> Own(NotebookDocument document) => document.Cells.Where(cell => !CellTags.Has(cell, CellTags.InjectedParameters));

    private static bool Compared(CellRecord record, NotebookCell stored, CheckOptions how)
    {
        if (record.Fate is not (CellRunStatus.Done or CellRunStatus.Failed) || CellTags.Ignores(stored) || how.MarkedOnly && !CellTags.Checks(stored))
            return false;
        // A cell that was never run has nothing to compare with.
        return stored.ExecutionCount is not null || stored.Outputs.Count > 0;
    }
}
