namespace Workbench.Tokenizers;

/// <summary>The tokens of a task of pairs of texts. Source and target share a vocabulary.</summary>
/// <param name="Source">The tokens of sources.</param>
/// <param name="Target">The tokens of targets.</param>
/// <param name="Start">The token that is read before a target.</param>
/// <param name="End">The token that ends a target.</param>
public sealed record PairTokenizers(ITokenizer Source, ITokenizer Target, int Start, int End)
{
    /// <summary>The tokens of a target as a decoder reads them.</summary>
    internal int[] Read(string target) => [Start, .. Target.Encode(target)];

    /// <summary>A token of a target as text, also of those beside the text.</summary>
    internal string Label(int token) =>
        token == Start ? "[start]"
        : token == End ? "[end]"
        : Target.Decode([token]);

    /// <summary>A token of a source or a target as text.</summary>
    internal string AnyLabel(int token)
    {
        var source = Source.Decode([token]);
        return source == $"[{token}]" ? Label(token) : source;
    }
}
