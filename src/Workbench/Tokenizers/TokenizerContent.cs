using System.Text.Json.Serialization;

namespace Workbench.Tokenizers;

/// <summary>
/// A tokenizer as the content of one file, in a format that other programs read. A finished run stores it, so that the run can be read
/// without its text and without the file.
/// </summary>
/// <param name="Format">The file's usual name, which is also its format: "tokenizer.json".</param>
/// <param name="Text">The content; in base64 where the format is binary.</param>
public sealed record TokenizerContent(string Format, string Text)
{
    /// <summary>SHA-256 (hex) of format and content; the fingerprint of the tokenizer.</summary>
    [JsonIgnore]
    public string Fingerprint => Sha256.Of($"{Format}\0{Text}");

    /// <summary>Makes the tokenizer.</summary>
    /// <param name="name">Name of the file in messages. Default: the format.</param>
    /// <exception cref="InvalidInputException">The content is not a tokenizer of the format.</exception>
    public ITokenizer Open(string? name = null) =>
        Format switch
        {
            TokenizerJson.FileName => TokenizerJson.Open(this, name ?? Format),
            WordPieceFile.FileName => new WordPieceTokenizer(this, name ?? Format),
            SentencePieceFile.FileName => new UnigramTokenizer(this, name ?? Format),
            _ => throw new InvalidInputException(
                "an unknown format of a tokenizer",
                Format,
                $"{TokenizerJson.FileName}, {WordPieceFile.FileName}, {SentencePieceFile.FileName}",
                null,
                "tokenizer"
            ),
        };
}
