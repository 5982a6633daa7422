using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Jupyter;

/// <summary>A cell of the history.</summary>
/// <param name="Line">The cell's number.</param>
/// <param name="Input">The cell's code.</param>
/// <param name="Output">The result as plain text; null without a result.</param>
internal sealed record HistoryEntry(int Line, string Input, string? Output);

/// <summary>The last 10,000 cells of this session, for <c>history_request</c>.</summary>
internal sealed class CellHistory
{
    /// <summary>The number of the only session: the history is not kept across kernels, because notebooks store their cells.</summary>
    public const int Session = 1;

    private const int Limit = 10_000;
    private readonly Queue<HistoryEntry> _entries = [];
    private readonly Lock _gate = new();

    public void Add(HistoryEntry entry)
    {
        lock (_gate)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > Limit)
                _entries.Dequeue();
        }
    }

    /// <summary>The entries that match a request, oldest first.</summary>
    public IReadOnlyList<HistoryEntry> Find(HistoryRequest request)
    {
        HistoryEntry[] all;
        lock (_gate)
            all = [.. _entries];
        return request.HistAccessType switch
        {
            "tail" => Last(all, request.N),
            // Session 0 is the current session; negative sessions are relative to the current one.
            "range" when request.Session is 0 or Session =>
            [
                .. all.Where(entry => entry.Line >= (request.Start ?? 1) && (request.Stop is null || entry.Line < request.Stop)),
            ],
            "range" => [],
            "search" => Last(Search(all, request.Pattern ?? "*", request.Unique), request.N),
            _ => throw new InvalidInputException(
                "unknown kind of history",
                request.HistAccessType,
                "tail, range, search",
                null,
                "hist_access_type"
            ),
        };
    }

    private static HistoryEntry[] Search(HistoryEntry[] all, string pattern, bool unique)
    {
        var glob = Glob(pattern);
        var found = all.Where(entry => glob.IsMatch(entry.Input));
        // Keep the newest of equal cells.
        return [.. unique ? found.Reverse().DistinctBy(entry => entry.Input).Reverse() : found];
    }

    private static HistoryEntry[] Last(HistoryEntry[] entries, int? count) =>
        count is { } n ? [.. entries.TakeLast(Math.Max(n, 0))] : entries;

    /// <summary>A shell pattern as a regular expression: * any text, ? one character, [abc] one of a set.</summary>
    private static Regex Glob(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var close = pattern[i] == '[' ? pattern.IndexOf(']', i + 1) : -1;
            if (close > i + 1)
            {
                var set = pattern[(i + 1)..close];
                var negated = set[0] is '!' or '^' && set.Length > 1;
                regex
                    .Append(negated ? "[^" : "[")
                    .Append(Regex.Escape(negated ? set[1..] : set).Replace("]", "\\]", StringComparison.Ordinal))
                    .Append(']');
                i = close;
                continue;
            }
            regex.Append(
                pattern[i] switch
                {
                    '*' => ".*",
                    '?' => ".",
                    var other => Regex.Escape(other.ToString()),
                }
            );
        }
        try
        {
            return new Regex(
                regex.Append('$').ToString(),
                RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
            );
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException(
                [new Fault("must be a shell pattern", pattern, "* any text, ? one character, [a-c] one of these", null, "pattern")],
                error
            );
        }
    }
}
