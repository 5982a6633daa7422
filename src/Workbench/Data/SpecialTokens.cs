using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>
/// A tokenizer with the special tokens of a task: those of its vocabulary where it has them, otherwise added after the tokenizer's own.
/// They are never made from text.
/// </summary>
internal sealed class SpecialTokens : ITokenizer
{
    private readonly string[] _added;
    private readonly IReadOnlyDictionary<string, int> _ids;

    /// <param name="inner">The tokenizer.</param>
    /// <param name="sentinels">Number of sentinels. Default: none.</param>
    public SpecialTokens(ITokenizer inner, int sentinels = 0)
    {
        (Inner, Sentinels) = (inner, sentinels);
        string[] own = inner.SpecialIds is null ? WordPieceFile.OfTasks : [];
        _ids = inner.SpecialIds ?? own.Index().ToDictionary(one => one.Item, one => inner.Vocabulary + one.Index, StringComparer.Ordinal);
        _added = [.. own, .. Enumerable.Range(0, sentinels).Select(i => $"[{i}]")];
    }

    /// <summary>Fills up a text.</summary>
    public long Padding => _ids[WordPieceFile.Padding];

    /// <summary>Stands before a text; the token whose output classifies it.</summary>
    public long Start => _ids[WordPieceFile.Start];

    /// <summary>Stands after a text.</summary>
    public long End => _ids[WordPieceFile.End];

    /// <summary>Stands in the place of a hidden token.</summary>
    public long Mask => _ids[WordPieceFile.Mask];

    /// <summary>Stands in the place of the i-th hidden span.</summary>
    public long Sentinel(int i) => Vocabulary - Sentinels + i;

    /// <summary>Number of sentinels.</summary>
    public int Sentinels { get; }

    /// <summary>The tokenizer without added tokens.</summary>
    public ITokenizer Inner { get; }

    public int Vocabulary => Inner.Vocabulary + _added.Length;

    public string Fingerprint => Inner.Fingerprint;

    public int[] Encode(ReadOnlySpan<char> text) => Inner.Encode(text);

    public string Decode(ReadOnlySpan<int> tokens)
    {
        var parts = new List<string>();
        for (var start = 0; start < tokens.Length; )
        {
            var end = start;
            while (end < tokens.Length && tokens[end] < Inner.Vocabulary)
                end++;
            if (end > start)
                parts.Add(Inner.Decode(tokens[start..end]));
            if (end < tokens.Length)
                parts.Add(NameOf(tokens[end++] - Inner.Vocabulary));
            start = end;
        }
        return string.Concat(parts);
    }

    private string NameOf(int added) =>
        added < _added.Length
            ? _added[added]
            : throw new ArgumentOutOfRangeException(nameof(added), added, $"there are {_added.Length} added tokens");
}
