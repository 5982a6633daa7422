namespace Workbench.Statistics;

/// <summary>The Levenshtein distance: the fewest insertions, deletions and substitutions between two sequences.</summary>
public static class EditDistance
{
    /// <summary>The distance between two sequences of tokens.</summary>
    public static int Of(ReadOnlySpan<long> first, ReadOnlySpan<long> second)
    {
        var row = new int[second.Length + 1];
        for (var j = 0; j <= second.Length; j++)
            row[j] = j;
        for (var i = 0; i < first.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < second.Length; j++)
            {
                var replaced = diagonal + (first[i] == second[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(diagonal, row[j]) + 1);
            }
        }
        return row[^1];
    }
}
