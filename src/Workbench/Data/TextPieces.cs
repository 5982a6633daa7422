namespace Workbench.Data;

/// <summary>
/// Cuts texts into pieces that are tokenized alone and in parallel. A piece ends after a single line end, where byte-level BPE has a
/// boundary in any case; a text without one is cut where a piece becomes too long.
/// </summary>
internal static class TextPieces
{
    private const int Usual = 1 << 16;
    private const int Longest = 1 << 20;

    /// <summary>The pieces of documents. Every document but the last is followed by a line end.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<Document> documents)
    {
        var pieces = new List<string>();
        for (var i = 0; i < documents.Count; i++)
        {
            var text = documents[i].Text;
            var start = 0;
            while (text.Length - start > Usual)
            {
                var end = End(text, start);
                pieces.Add(text[start..end]);
                start = end;
            }
            if (start < text.Length || i + 1 < documents.Count)
                pieces.Add(i + 1 < documents.Count ? text[start..] + '\n' : text[start..]);
        }
        return pieces;
    }

    private static int End(string text, int start)
    {
        var limit = Math.Min(text.Length, start + Longest);
        for (var end = start + Usual; end < limit; end++)
        {
            if (text[end - 1] == '\n' && !char.IsWhiteSpace(text[end - 2]) && !char.IsWhiteSpace(text[end]))
                return end;
        }
        return limit < text.Length && char.IsLowSurrogate(text[limit]) ? limit - 1 : limit;
    }
}
