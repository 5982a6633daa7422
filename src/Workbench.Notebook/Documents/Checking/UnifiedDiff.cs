using System.Globalization;
using System.Text;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>The differences of two texts in the format of <c>diff -u</c>.</summary>
internal static class UnifiedDiff
{
    private const int Context = 2;
    private const int LongestText = 120;

    /// <summary>
    /// The largest table for the longest common subsequence. Beyond it all lines between the common start and end count as changed.
    /// </summary>
    private const long LargestTable = 4_000_000;

    private enum Side
    {
        Both,
        Stored,
        Fresh,
    }

    /// <summary>The differences; null when there are none.</summary>
    /// <param name="stored">The stored lines.</param>
    /// <param name="fresh">The fresh lines.</param>
    /// <param name="same">Whether two lines count as equal.</param>
    /// <param name="limit">The maximum number of lines shown.</param>
    public static string? Of(IReadOnlyList<string> stored, IReadOnlyList<string> fresh, Func<string, string, bool> same, int limit = 60) =>
        Of([.. stored.Select(Line)], [.. fresh.Select(Line)], (a, b) => same(a.Text, b.Text), limit).Text;

    private static OutputLine Line(string text) => new(text);

    /// <summary>The differences, null when there are none, and the pairs of lines that count as equal.</summary>
    /// <param name="stored">The stored lines.</param>
    /// <param name="fresh">The fresh lines.</param>
    /// <param name="same">Whether two lines count as equal.</param>
    /// <param name="limit">The maximum number of lines shown.</param>
    public static (string? Text, IEnumerable<(OutputLine Stored, OutputLine Fresh)> Same) Of(
        IReadOnlyList<OutputLine> stored,
        IReadOnlyList<OutputLine> fresh,
        Func<OutputLine, OutputLine, bool> same,
        int limit = 60
    )
    {
        var edits = Edits(stored, fresh, same);
        return (Text(edits, limit), edits.Where(edit => edit.Side == Side.Both).Select(edit => (edit.Line, edit.Other)));
    }

    private static string? Text(List<Edit> edits, int limit)
    {
        if (edits.TrueForAll(edit => edit.Side == Side.Both))
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
                    text.Append(
                        edits[i].Side switch
                        {
                            Side.Stored => '-',
                            Side.Fresh => '+',
                            _ => ' ',
                        }
                    );
                    text.Append(Short(edits, i)).Append('\n');
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

    private static bool[] Near(List<Edit> edits)
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

    private static List<Edit> Edits(IReadOnlyList<OutputLine> a, IReadOnlyList<OutputLine> b, Func<OutputLine, OutputLine, bool> same)
    {
        var start = 0;
        while (start < a.Count && start < b.Count && same(a[start], b[start]))
            start++;
        var end = 0;
        while (end < a.Count - start && end < b.Count - start && same(a[^(end + 1)], b[^(end + 1)]))
            end++;
        var edits = Enumerable.Range(0, start).Select(i => new Edit(Side.Both, a[i], b[i])).ToList();
        var (n, m) = (a.Count - start - end, b.Count - start - end);
        if ((long)n * m > LargestTable)
        {
            edits.AddRange(a.Skip(start).Take(n).Select(line => new Edit(Side.Stored, line)));
            edits.AddRange(b.Skip(start).Take(m).Select(line => new Edit(Side.Fresh, line)));
        }
        else
        {
            edits.AddRange(Middle(a, b, start, n, m, same));
        }
        edits.AddRange(Enumerable.Range(1, end).Reverse().Select(i => new Edit(Side.Both, a[^i], b[^i])));
        return edits;
    }

    /// <summary>The edits of the longest common subsequence, by dynamic programming.</summary>
    private static IEnumerable<Edit> Middle(
        IReadOnlyList<OutputLine> a,
        IReadOnlyList<OutputLine> b,
        int start,
        int n,
        int m,
        Func<OutputLine, OutputLine, bool> same
    )
    {
        var length = new int[n + 1, m + 1];
        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = m - 1; j >= 0; j--)
                length[i, j] = same(a[start + i], b[start + j]) ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }
        for (int i = 0, j = 0; i < n || j < m; )
        {
            if (i < n && j < m && same(a[start + i], b[start + j]))
            {
                yield return new(Side.Both, a[start + i], b[start + j]);
                (i, j) = (i + 1, j + 1);
            }
            else if (i < n && (j == m || length[i + 1, j] >= length[i, j + 1]))
                yield return new(Side.Stored, a[start + i++]);
            else
                yield return new(Side.Fresh, b[start + j++]);
        }
    }

    /// <summary>A line, shortened to the part where it differs from its counterpart.</summary>
    private static string Short(List<Edit> edits, int at)
    {
        var line = edits[at].Line.Text;
        if (line.Length <= LongestText)
            return line;
        var from = Counterpart(edits, at) is { } other ? Math.Max(0, Common(line, other) - LongestText / 2) : 0;
        var to = Math.Min(line.Length, from + LongestText);
        return $"{(from > 0 ? "…" : "")}{line[from..to]}{(to < line.Length ? "…" : "")}";
    }

    /// <summary>The line of the other side at the same position of a changed block; null when there is none.</summary>
    private static string? Counterpart(List<Edit> edits, int at)
    {
        var side = edits[at].Side;
        if (side == Side.Both)
            return null;
        var first = at;
        while (first > 0 && edits[first - 1].Side != Side.Both)
            first--;
        var block = edits.Skip(first).TakeWhile(edit => edit.Side != Side.Both).ToList();
        var place = block.Take(at - first).Count(edit => edit.Side == side);
        return block.Where(edit => edit.Side != side).Skip(place).Select(edit => edit.Line.Text).FirstOrDefault();
    }

    private static int Common(string a, string b)
    {
        var length = 0;
        while (length < a.Length && length < b.Length && a[length] == b[length])
            length++;
        return length;
    }

    private sealed record Edit(Side Side, OutputLine Line, OutputLine Other = default);
}
