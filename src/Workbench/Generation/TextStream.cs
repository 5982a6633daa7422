using Workbench.Tokenizers;

namespace Workbench.Generation;

/// <summary>
/// Turns tokens into text as they come. A token alone can be a part of a character, or stand for other text than after its predecessors,
/// so the new text is what the last tokens give beyond what they gave without the newest.
/// </summary>
internal sealed class TextStream(ITokenizer tokenizer)
{
    // A character has at most four bytes. What is no character after that is text that cannot be decoded.
    private const int LongestCharacter = 4;

    private readonly List<int> _tokens = [];
    private int _known;

    /// <summary>The text that a further token adds; empty while a character is incomplete.</summary>
    public string Add(int token)
    {
        _tokens.Add(token);
        var before = Decode(_known);
        var text = Decode(_tokens.Count);
        if (text.EndsWith('\uFFFD') && _tokens.Count - _known < LongestCharacter)
            return "";
        return Passed(before, text);
    }

    /// <summary>What was held back, at the end of the text.</summary>
    public string Rest() => _known == _tokens.Count ? "" : Passed(Decode(_known), Decode(_tokens.Count));

    private string Passed(string before, string text)
    {
        // Only the tokens of the last step are needed as the context of the next one.
        _tokens.RemoveRange(0, _known);
        _known = _tokens.Count;
        return text.StartsWith(before, StringComparison.Ordinal) ? text[before.Length..] : text;
    }

    private string Decode(int count) => tokenizer.Decode(_tokens[..count].ToArray());
}
