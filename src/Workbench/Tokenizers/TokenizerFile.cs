using System.Text;
using Workbench.Configuration;

namespace Workbench.Tokenizers;

/// <summary>
/// A tokenizer from a user's file: Hugging Face's <c>tokenizer.json</c>, a <c>vocab.json</c> (or encoder.json) with its
/// <c>merges.txt</c> (or vocab.bpe) beside it, a <c>vocab.json</c> that is a list of pieces with scores, BERT's <c>vocab.txt</c>, or
/// SentencePiece's <c>.model</c> of the kind Unigram. The run's identity contains the file's checksum, not its path.
/// </summary>
/// <param name="Path">The file.</param>
public sealed record TokenizerFile([property: NotInIdentity] string Path) : TokenizerConfig
{
    /// <summary>Largest file that is read. The largest known tokenizers have about 35 MB.</summary>
    private const int MaximumBytes = 1 << 26;

    private const string Allowed = "a tokenizer.json, a vocab.json beside a merges.txt, a vocab.txt, or a .model of SentencePiece";

    /// <summary>The names that files of tokenizers have in folders of models, in the order in which one is taken.</summary>
    internal static IReadOnlyList<string> Known { get; } =
    [TokenizerJson.FileName, "vocab.json", WordPieceFile.FileName, SentencePieceFile.FileName];

    /// <inheritdoc/>
    public override ITokenizer Build(ITokenizerSource source) => Open();

    /// <summary>The tokenizer of the file.</summary>
    internal ITokenizer Open()
    {
        if (Path.Length == 0)
            throw Refused("the tokenizer's file needs its path");
        var bytes = Read(Path);
        if (Path.EndsWith(".model", StringComparison.OrdinalIgnoreCase))
            return new TokenizerContent(SentencePieceFile.FileName, Convert.ToBase64String(bytes)).Open(Path);
        if (Path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
        {
            var faults = new TokenizerFaults(Path);
            var text = faults.Text(bytes);
            return WordPieceFile.Content(text, WordPieceFile.Read(text, faults)).Open(Path);
        }
        if (!Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            throw Refused("the kind of the tokenizer's file is unknown");
        foreach (var name in (string[])["merges.txt", "vocab.bpe"])
        {
            var merges = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, name);
            if (System.IO.Path.GetFileName(Path) is "vocab.json" or "encoder.json" && File.Exists(merges))
                return TokenizerJson.Combine(bytes, Read(merges), Path).Open(Path);
        }
        if (System.IO.Path.GetFileName(Path) is "vocab.json" or "encoder.json" && bytes is not [(byte)'[', ..])
            throw Refused("the vocabulary of a byte-level BPE needs its merges.txt (or vocab.bpe) beside it");
        return (
            bytes is [(byte)'[', ..]
                ? PieceList.Read(bytes, Path)
                : new TokenizerContent(TokenizerJson.FileName, new TokenizerFaults(Path).Text(bytes))
        ).Open(Path);
    }

    /// <summary>The vocabulary that lies beside saved weights; null when there is none.</summary>
    /// <param name="folder">The folder of a model.</param>
    internal static TokenizerFile? Beside(string folder)
    {
        var (words, pieces) = (System.IO.Path.Combine(folder, WordPieceFile.FileName), System.IO.Path.Combine(folder, PieceList.FileName));
        return File.Exists(words) ? new(words)
            : PieceList.IsIn(pieces) ? new(pieces)
            : null;
    }

    private byte[] Read(string path)
    {
        try
        {
            // A pipe has no length, and a device no end.
            using var file = File.OpenRead(path);
            var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = file.Read(buffer)) > 0; )
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MaximumBytes)
                    throw Refused($"the tokenizer's file is longer than {MaximumBytes} bytes");
            }
            return bytes.ToArray();
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [new($"the tokenizer's file cannot be read: {missing.Message}", path, Allowed, "Check the path.", "tokenizer")],
                missing
            );
        }
    }

    private InvalidInputException Refused(string rule) => new(rule, Path, Allowed, null, "tokenizer");
}
