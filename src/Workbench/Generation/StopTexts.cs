using System.Text;

namespace Workbench.Generation;

/// <summary>
/// Passes text on up to the first of some texts. What may be the beginning of one is held back until it is known.
/// </summary>
internal sealed class StopTexts(IReadOnlyList<string> stops)
{
    private readonly StringBuilder _held = new();

    /// <summary>Whether a text has been met; nothing follows.</summary>
    public bool Reached { get; private set; }

    /// <summary>What can be passed on after a further piece.</summary>
    public string Add(string piece)
    {
        if (stops.Count == 0)
            return piece;
        _held.Append(piece);
        var text = _held.ToString();
        var first = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (first >= 0)
        {
            Reached = true;
            _held.Clear();
            return text[..first];
        }
        var kept = stops.Max(stop => Overlap(text, stop));
        _held.Clear().Append(text.AsSpan(text.Length - kept));
        return text[..^kept];
    }

    /// <summary>What was held back, at the end of the text.</summary>
    public string Rest() => _held.ToString();

    // The longest end of the text with which the stop begins.
    private static int Overlap(string text, string stop) =>
        Enumerable
            .Range(1, Math.Min(text.Length, stop.Length - 1))
            .LastOrDefault(length => text.EndsWith(stop[..length], StringComparison.Ordinal));
}
