using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Tokenizers;

/// <summary>The refusals of a tokenizer's file.</summary>
/// <param name="name">Name of the file in messages.</param>
internal sealed class TokenizerFaults(string name)
{
    private const int Shown = 80;

    public InvalidInputException Refuse(string rule, string? value = null, string? allowed = null, Exception? inner = null) =>
        new(
            [
                new(
                    $"the tokenizer's file cannot be used: {rule}",
                    value is null ? name : $"{name}: {(value.Length > Shown ? value[..Shown] + "…" : value)}",
                    allowed,
                    "Check that the file is complete, and fetch or train it again.",
                    "tokenizer"
                ),
            ],
            inner
        );

    /// <summary>A text in UTF-8.</summary>
    public string Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Unmarked(bytes));
        }
        catch (DecoderFallbackException invalid)
        {
            throw Refuse("it is not UTF-8", inner: invalid);
        }
    }

    // Some editors begin a file with the byte order mark.
    private static ReadOnlySpan<byte> Unmarked(byte[] bytes)
    {
        var mark = Encoding.UTF8.Preamble;
        return bytes.AsSpan().StartsWith(mark) ? bytes.AsSpan(mark.Length) : bytes;
    }

    /// <summary>A JSON value; a name that is given twice in an object is refused.</summary>
    public JsonNode? Parse(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(Unmarked(bytes), documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (JsonException broken)
        {
            throw Refuse($"it is not JSON: {broken.Message}", inner: broken);
        }
    }
}
