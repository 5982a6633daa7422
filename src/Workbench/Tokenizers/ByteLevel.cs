namespace Workbench.Tokenizers;

/// <summary>
/// GPT-2's way to write bytes as visible characters in vocabulary files: printable Latin-1 characters stand for themselves, the 68 other
/// bytes are U+0100 and the following characters.
/// </summary>
internal static class ByteLevel
{
    /// <summary>Number of distinct bytes.</summary>
    public const int Bytes = 256;

    private static readonly char[] Written = new char[Bytes];
    private static readonly Dictionary<char, byte> Read = [];

    static ByteLevel()
    {
        var other = (char)Bytes;
        for (var b = 0; b < Bytes; b++)
        {
            Written[b] = b is (>= '!' and <= '~') or (>= '\u00A1' and <= '\u00AC') or >= '\u00AE' ? (char)b : other++;
            Read[Written[b]] = (byte)b;
        }
    }

    /// <summary>The characters that stand for the bytes.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = bytes.Length <= Bytes ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
            text[i] = Written[bytes[i]];
        return new(text);
    }

    /// <summary>The bytes that the characters stand for; null when a character stands for none.</summary>
    public static byte[]? TryRead(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!Read.TryGetValue(text[i], out bytes[i]))
                return null;
        }
        return bytes;
    }
}
