using System.Text;

namespace Workbench.Notebook.Documents.Formats;

/// <summary>Decodes and encodes UTF-8 text files, with a byte-order mark or without.</summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The byte-order mark as a character. <see cref="Decode"/> keeps it at the start of the text.</summary>
    public const char Mark = '\uFEFF';

    /// <summary>The text with its byte-order mark.</summary>
    /// <exception cref="InvalidInputException">The bytes are not UTF-8; names the line.</exception>
    public static string Decode(byte[] bytes, string name)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw new InvalidInputException("a notebook must be UTF-8 text", "UTF-16", "UTF-8", "Save it as UTF-8", name);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            var at = FirstInvalid(bytes);
            throw new InvalidInputException(
                [
                    new Fault(
                        "a notebook must be UTF-8 text",
                        $"the byte 0x{bytes[at]:x2}",
                        "UTF-8",
                        "Save it as UTF-8",
                        $"{name}, line {bytes.AsSpan(0, at).Count((byte)'\n') + 1}"
                    ),
                ],
                error
            );
        }
    }

    public static byte[] Encode(string text) => Strict.GetBytes(text);

    private static int FirstInvalid(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; )
        {
            if (Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out var used) != System.Buffers.OperationStatus.Done)
                return at;
            at += used;
        }
        return 0;
    }
}
