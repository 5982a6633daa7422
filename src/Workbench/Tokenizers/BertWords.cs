using System.Globalization;
using System.Text;

namespace Workbench.Tokenizers;

/// <summary>
/// BERT's split of a text into words, as in Hugging Face's tokenizers without lower case: control characters are dropped, words end at
/// white space, and a punctuation mark or a Chinese character is a word. The library's own split joins words at line ends.
/// </summary>
internal static class BertWords
{
    private const byte Letter = 0;
    private const byte Space = 1;
    private const byte Alone = 2;
    private const byte Dropped = 3;

    private static readonly (int First, int Last)[] Chinese =
    [
        (0x4E00, 0x9FFF),
        (0x3400, 0x4DBF),
        (0x20000, 0x2A6DF),
        (0x2A700, 0x2B73F),
        (0x2B740, 0x2B81F),
        (0x2B920, 0x2CEAF),
        (0xF900, 0xFAFF),
        (0x2F800, 0x2FA1F),
    ];

    private static readonly byte[] Classes = [.. Enumerable.Range(0, char.MaxValue + 1).Select(code => ClassOf(code))];

    /// <summary>The text without the characters that are dropped.</summary>
    public static string Clean(ReadOnlySpan<char> text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; )
        {
            if (Class(text, i, out var size) != Dropped)
                clean.Append(text.Slice(i, size));
            i += size;
        }
        return clean.ToString();
    }

    /// <summary>Where the word or the white space that begins at a position of a clean text ends.</summary>
    public static int Next(ReadOnlySpan<char> text, int start)
    {
        var kind = Class(text, start, out var size);
        var end = start + size;
        while (kind != Alone && end < text.Length && Class(text, end, out size) == kind)
            end += size;
        return end;
    }

    /// <summary>Whether white space, not a word, begins at a position.</summary>
    public static bool IsSpace(ReadOnlySpan<char> text, int start) => Class(text, start, out _) == Space;

    private static byte Class(ReadOnlySpan<char> text, int at, out int size)
    {
        size = 1;
        if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            return Classes[text[at]];
        size = 2;
        return ClassOf(char.ConvertToUtf32(text[at], text[at + 1]));
    }

    private static byte ClassOf(int code) =>
        code switch
        {
            '\t' or '\n' or '\r' => Space,
            0 or 0xFFFD => Dropped,
            _ when code <= char.MaxValue && char.IsAsciiLetterOrDigit((char)code) => Letter,
            <= 0x7E and > ' ' => Alone,
            _ when Chinese.Any(one => code >= one.First && code <= one.Last) => Alone,
            _ => CharUnicodeInfo.GetUnicodeCategory(code) switch
            {
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => Dropped,
                UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Space,
                >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation => Alone,
                _ => Letter,
            },
        };
}
