namespace Workbench.Tokenizers;

/// <summary>What a piece of a SentencePiece model is, by its number in the file.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>A piece of a SentencePiece model.</summary>
/// <param name="Text">The text, with U+2581 for a space.</param>
/// <param name="Score">The logarithm of its probability.</param>
/// <param name="Kind">What it is.</param>
internal sealed record UnigramPiece(string Text, float Score, PieceKind Kind = PieceKind.Normal);

/// <summary>A SentencePiece model of the kind Unigram.</summary>
internal sealed record UnigramModel
{
    /// <summary>What stands for a space.</summary>
    public const char Space = '\u2581';

    /// <summary>The pieces, by id.</summary>
    public required IReadOnlyList<UnigramPiece> Pieces { get; init; }

    /// <summary>Whether a character without a piece becomes the pieces of its bytes.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a space is put before the text.</summary>
    public bool AddsPrefix { get; init; }

    /// <summary>Whether spaces at the ends, and all but one between words, are dropped.</summary>
    public bool RemovesSpaces { get; init; }

    /// <summary>The compiled map by which characters are replaced, usually NFKC; empty for none.</summary>
    public byte[] CharacterMap { get; init; } = [];

    /// <summary>Whether every byte of a text can be told from its tokens.</summary>
    public bool IsLossless => ByteFallback && !AddsPrefix && !RemovesSpaces && CharacterMap.Length == 0;

    /// <summary>The piece of a byte.</summary>
    public static string BytePiece(byte value) => $"<0x{value:X2}>";
}
