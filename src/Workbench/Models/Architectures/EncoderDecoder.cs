using Workbench.Configuration;

namespace Workbench.Models.Architectures;

/// <summary>
/// An encoder reads the source; each block of the decoder attends to its output between its own attention and its feed-forward. Vaswani et
/// al. 2017.
/// </summary>
public sealed record EncoderDecoder : ArchitectureConfig, IEncoderConfig
{
    /// <summary>Blocks of the encoder. Default 0: as many as the decoder has.</summary>
    [InRange(0, 10_000)]
    public int EncoderLayers { get; init; }

    /// <summary>Whether source and target have one table of token embeddings. Default true.</summary>
    public bool SharedEmbeddings { get; init; } = true;

    /// <inheritdoc/>
    public override MaskKinds Masks => MaskKinds.Causal | MaskKinds.Full;

    /// <inheritdoc/>
    public override bool HasEncoder => true;
}

/// <summary>The settings of an encoder beside a decoder.</summary>
internal interface IEncoderConfig
{
    int EncoderLayers { get; }

    bool SharedEmbeddings { get; }
}
