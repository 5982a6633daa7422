using System.Globalization;
using Microsoft.ML.Tokenizers;

namespace Workbench.Tokenizers;

/// <summary>
/// GPT-2's split of a text into words, which no token crosses:
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>, over code points. .NET's Regex works on UTF-16 code
/// units and takes letters beyond U+FFFF for punctuation. White space is what JavaScript, in which the reference is written, calls so.
/// </summary>
internal sealed class GptWords : PreTokenizer
{
    private const byte Other = 0;
    private const byte Letter = 1;
    private const byte Number = 2;
    private const byte Space = 3;

    private static readonly byte[] Classes = [.. Enumerable.Range(0, char.MaxValue + 1).Select(code => ClassOf((char)code))];

    /// <summary>Where the word that begins at a position ends.</summary>
    public static int Next(ReadOnlySpan<char> text, int start)
    {
        var first = text[start];
        if (first == '\'' && Contraction(text[(start + 1)..]) is > 0 and var length)
            return start + 1 + length;
        var kind = Class(text, start, out var size);
        if (kind != Space)
            return Run(text, start + size, kind);
        if (first == ' ' && start + 1 < text.Length && Class(text, start + 1, out size) is not Space and var after)
            return Run(text, start + 1 + size, after);
        var end = Run(text, start + 1, Space);
        // The last white space before a word belongs to the word, or stands alone.
        return end < text.Length && end > start + 1 ? end - 1 : end;
    }

    /// <summary>As <see cref="Next"/>, with every line end as a word of its own.</summary>
    public static int NextInLine(ReadOnlySpan<char> text, int start)
    {
        if (text[start] == '\n')
            return start + 1;
        var end = Next(text, start);
        return text[start..end].IndexOf('\n') is > 0 and var length ? start + length : end;
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        for (var start = 0; start < text.Length; )
        {
            var end = Next(text, start);
            yield return (start, end - start);
            start = end;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    private static int Contraction(ReadOnlySpan<char> rest) =>
        rest switch
        {
            ['s' or 't' or 'm' or 'd', ..] => 1,
            ['r', 'e', ..] or ['v', 'e', ..] or ['l', 'l', ..] => 2,
            _ => 0,
        };

    private static int Run(ReadOnlySpan<char> text, int start, byte kind)
    {
        while (start < text.Length && Class(text, start, out var size) == kind)
            start += size;
        return start;
    }

    private static byte Class(ReadOnlySpan<char> text, int at, out int size)
    {
        size = 1;
        var first = text[at];
        if (!char.IsHighSurrogate(first) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            return Classes[first];
        size = 2;
        return Of(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(first, text[at + 1])));
    }

    private static byte ClassOf(char one) =>
        one is (>= '\t' and <= '\r') or '\uFEFF' ? Space : Of(CharUnicodeInfo.GetUnicodeCategory((int)one));

    private static byte Of(UnicodeCategory category) =>
        category switch
        {
            <= UnicodeCategory.OtherLetter => Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Space,
            _ => Other,
        };
}
