using Workbench.Configuration;

namespace Workbench.Models.Architectures;

/// <summary>One stack in which every token sees all tokens. Devlin et al. 2019, "BERT".</summary>
public sealed record EncoderOnly : ArchitectureConfig
{
    /// <summary>Number of segments, each with a trained vector that is added to its tokens' embeddings. Default 0: none.</summary>
    [InRange(0, 1000)]
    public int Segments { get; init; }

    /// <inheritdoc/>
    public override MaskKinds Masks => MaskKinds.Full;

    /// <inheritdoc/>
    public override bool CanGenerate => false;
}
