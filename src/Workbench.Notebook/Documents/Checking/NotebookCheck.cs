using System.Text.Json.Nodes;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>Compares a notebook's fresh outputs with the stored ones, with nbval's tags.</summary>
/// <param name="how">The tolerances, and the cells to compare.</param>
/// <param name="sanitizer">The user's patterns.</param>
/// <param name="places">Folders and times of the run.</param>
internal sealed class NotebookCheck(CheckOptions how, Sanitizer sanitizer, RunPlaces places)
{
    private readonly LineComparison _comparison = new(new NumericText(how.Rtol, how.Atol), MaskRules.Of(places));

    /// <summary>The cells' records with their differences, masked values, and the reasons for cells not compared.</summary>
    public IReadOnlyList<CellRecord> Compare(RunPlan plan, IReadOnlyList<CellRecord> cells)
    {
        // Only the run notebook has the injected cell; otherwise both notebooks have the same cells.
        var stored = Own(plan.Stored).ToList();
        var pairs = Own(plan.Document).Zip(stored).ToDictionary(pair => pair.First.Node, pair => pair.Second);
        return [.. cells.Select(record => Compare(record, plan.Document.Cells[record.Index], pairs))];
    }

    private CellRecord Compare(CellRecord record, NotebookCell fresh, Dictionary<JsonObject, NotebookCell> pairs)
    {
        // An empty cell has no outputs to compare.
        if (string.IsNullOrWhiteSpace(fresh.Source))
            return record;
        if (!pairs.TryGetValue(fresh.Node, out var stored))
            return record with { Comparison = new("it sets the parameters of this run", []) };
        return Obstacle(record, stored) is { } why ? record with { Comparison = new(why, []) } : Compare(record, stored, fresh);
    }

    private CellRecord Compare(CellRecord record, NotebookCell stored, NotebookCell fresh)
    {
        var (before, now) = (new List<MaskedValue>(), new List<MaskedValue>());
        var (difference, same) = UnifiedDiff.Of(
            new OutputLines(text => sanitizer.Clean(text, (pattern, taken) => before.Add(new($"pattern {pattern}", taken, "")))).Of(stored),
            new OutputLines(text => sanitizer.Clean(text, (pattern, taken) => now.Add(new($"pattern {pattern}", "", taken)))).Of(fresh),
            _comparison.Same
        );
        var masked = same.SelectMany(pair => _comparison.Differences(pair.Stored, pair.Fresh)).Concat(Taken(before, now));
        return record with { Difference = difference, Comparison = new(null, [.. masked]) };
    }

    /// <summary>The matches of the user's patterns that differ.</summary>
    private static IEnumerable<MaskedValue> Taken(List<MaskedValue> stored, List<MaskedValue> fresh)
    {
        foreach (var rule in stored.Concat(fresh).Select(one => one.Rule).Distinct())
        {
            var before = stored.Where(one => one.Rule == rule).Select(one => one.Stored).ToList();
            var now = fresh.Where(one => one.Rule == rule).Select(one => one.Fresh).ToList();
            for (var i = 0; i < Math.Max(before.Count, now.Count); i++)
            {
                var (old, current) = (before.ElementAtOrDefault(i) ?? "", now.ElementAtOrDefault(i) ?? "");
                if (old != current)
                    yield return new(rule, old, current);
            }
        }
    }

    private static IEnumerable<NotebookCell> Own(NotebookDocument document) =>
        document.Cells.Where(cell => !CellTags.Has(cell, CellTags.InjectedParameters));

    /// <summary>Why a cell is not compared; null when it is.</summary>
    private string? Obstacle(CellRecord record, NotebookCell stored) =>
        record.Fate switch
        {
            CellRunStatus.Skipped => record.SkippedFor ?? "it was skipped",
            not (CellRunStatus.Done or CellRunStatus.Failed) => $"it {NotebookStatusText.Fate(record.Fate)}",
            _ when CellTags.Ignores(stored) => "it is tagged nbval-ignore-output",
            _ when how.MarkedOnly && !CellTags.Checks(stored) => "it is not tagged nbval-check-output, and --lax was given",
            _ when stored.ExecutionCount is null && stored.Outputs.Count == 0 => "no outputs are stored",
            _ => null,
        };
}
