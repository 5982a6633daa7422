using System.Globalization;
using System.Text;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>Differences of two texts, as <c>diff -u</c> shows them.</summary>
internal static class UnifiedDiff
{
    private const int Context = 2;
    private const int LongestText = 120;

    /// <summary>The longest table of common lines; beyond it everything between the common ends counts as changed.</summary>
    private const long LargestTable = 4_000_000;

    private enum Side
    {
        Both,
        Stored,
        Fresh,
    }

    /// <summary>The differences; null when there are none.</summary>
    /// <param name="stored">Lines as stored.</param>
    /// <param name="fresh">Lines as they are now.</param>
    /// <param name="same">Whether two lines count as equal.</param>
    /// <param name="limit">At most so many lines are shown.</param>
    public static string? Of(IReadOnlyList<string> stored, IReadOnlyList<string> fresh, Func<string, string, bool> same, int limit = 60)
    {
        var edits = Edits(stored, fresh, same);
        if (edits.All(edit => edit.Side == Side.Both))
            return null;
        var text = new StringBuilder("--- stored\n+++ fresh\n");
        var (shown, left) = (0, 0);
        var (line, other) = (1, 1);
        var near = Near(edits);
        for (var i = 0; i < edits.Count; i++)
        {
            if (near[i])
            {
                if (shown >= limit)
                {
                    left++;
                }
                else
                {
                    if (i == 0 || !near[i - 1])
                        text.Append(CultureInfo.InvariantCulture, $"@@ -{line} +{other} @@\n");
                    text.Append(edits[i].Side switch { Side.Stored => '-', Side.Fresh => '+', _ => ' ' }).Append(Short(edits[i].Line)).Append('\n');
                    shown++;
                }
            }
            line += edits[i].Side == Side.Fresh ? 0 : 1;
            other += edits[i].Side == Side.Stored ? 0 : 1;
        }
        if (left > 0)
            text.Append(CultureInfo.InvariantCulture, $"… {left} more lines\n");
        return text.ToString().TrimEnd('\n');
    }

    private static bool[] Near(List<(Side Side, string Line)> edits)
    {
        var near = new bool[edits.Count];
        for (var i = 0; i < edits.Count; i++)
        {
            if (edits[i].Side == Side.Both)
                continue;
            for (var j = Math.Max(0, i - Context); j <= Math.Min(edits.Count - 1, i + Context); j++)
                near[j] = true;
        }
        return near;
    }

    private static List<(Side Side, string Line)> Edits(IReadOnlyList<string> a, IReadOnlyList<string> b, Func<string, string, bool> same)
    {
        var start = 0;
        while (start < a.Count && start < b.Count && same(a[start], b[start]))
            start++;
        var end = 0;
        while (end < a.Count - start && end < b.Count - start && same(a[^(end + 1)], b[^(end + 1)]))
            end++;
        var edits = a.Take(start).Select(line => (Side.Both, line)).ToList();
        var (n, m) = (a.Count - start - end, b.Count - start - end);
        if ((long)n * m > LargestTable)
        {
            edits.AddRange(a.Skip(start).Take(n).Select(line => (Side.Stored, line)));
            edits.AddRange(b.Skip(start).Take(m).Select(line => (Side.Fresh, line)));
        }
        else
        {
            edits.AddRange(Middle(a, b, start, n, m, same));
        }
        edits.AddRange(a.Skip(a.Count - end).Select(line => (Side.Both, line)));
        return edits;
    }

    /// <summary>The longest common subsequence, by the table.</summary>
    private static IEnumerable<(Side Side, string Line)> Middle(IReadOnlyList<string> a, IReadOnlyList<string> b, int start, int n, int m, Func<string, string, bool> same)
    {
        var length = new int[n + 1, m + 1];
        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = m - 1; j >= 0; j--)
                length[i, j] = same(a[start + i], b[start + j]) ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }
        for (int i = 0, j = 0; i < n || j < m;)
        {
            if (i < n && j < m && same(a[start + i], b[start + j]))
            {
                yield return (Side.Both, a[start + i]);
                (i, j) = (i + 1, j + 1);
            }
            else if (i < n && (j == m || length[i + 1, j] >= length[i, j + 1]))
                yield return (Side.Stored, a[start + i++]);
            else
                yield return (Side.Fresh, b[start + j++]);
        }
    }

    private static string Short(string line) => line.Length > LongestText ? line[..LongestText] + "…" : line;
}
