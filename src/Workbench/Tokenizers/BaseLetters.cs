using System.Globalization;
using System.Text;

namespace Workbench.Tokenizers;

/// <summary>
/// Takes accents off: canonical decomposition (NFD), of which nonspacing marks are left out. The programs run with invariant globalization,
/// where <see cref="string.Normalize()"/> changes nothing, so the table is a resource of its own.
/// </summary>
internal static class BaseLetters
{
    private static readonly Lazy<Dictionary<int, string>> Table = new(ReadTable);

    /// <summary>Adds a character without its accents to a text; nothing for a nonspacing mark.</summary>
    public static void Append(StringBuilder text, Rune rune)
    {
        if (rune.IsAscii)
            text.Append((char)rune.Value);
        else if (rune.Value is >= FirstSyllable and <= LastSyllable)
            AppendHangul(text, rune.Value - FirstSyllable);
        else if (Table.Value.TryGetValue(rune.Value, out var plain))
            text.Append(plain);
        else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            text.Append(rune.ToString());
    }

    private const int FirstSyllable = 0xac00;
    private const int LastSyllable = 0xd7a3;

    // A syllable is an initial consonant, a vowel, and a final consonant or none: the arithmetic of the Unicode standard, 3.12.
    private static void AppendHangul(StringBuilder text, int syllable)
    {
        const int vowels = 21,
            finals = 28;
        text.Append((char)(0x1100 + syllable / (vowels * finals))).Append((char)(0x1161 + syllable / finals % vowels));
        if (syllable % finals > 0)
            text.Append((char)(0x11a7 + syllable % finals));
    }

    private static Dictionary<int, string> ReadTable()
    {
        var table = new Dictionary<int, string>();
        using var stream = typeof(BaseLetters).Assembly.GetManifestResourceStream("Workbench.Tokenizers.base-letters.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var parts = line.Split(' ');
            for (var i = 1; i < parts.Length; i++)
                table[Code(parts[0]) + i - 1] =
                    parts[i] == "-" ? "" : string.Concat(parts[i].Split('+').Select(one => char.ConvertFromUtf32(Code(one))));
        }
        return table;
    }

    private static int Code(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
