using Workbench.Configuration;

namespace Workbench.Models.Architectures;

/// <summary>
/// A transformer encoder, and a decoder whose blocks have a gated recurrent unit (Cho et al. 2014) in the place of self-attention; they
/// attend to the encoder's output. Chen et al. 2018, "The Best of Both Worlds". The recurrence knows the order of the target, so that a
/// position encoding is applied to the source only.
/// </summary>
public sealed record EncoderRnn : ArchitectureConfig, IEncoderConfig
{
    /// <summary>Blocks of the encoder. Default 0: as many as the decoder has.</summary>
    [InRange(0, 10_000)]
    public int EncoderLayers { get; init; }

    /// <summary>Whether source and target have one table of token embeddings. Default true.</summary>
    public bool SharedEmbeddings { get; init; } = true;

    /// <inheritdoc/>
    public override MaskKinds Masks => MaskKinds.Full;

    /// <inheritdoc/>
    public override bool HasEncoder => true;
}
