namespace Workbench.Models.Architectures;

/// <summary>One stack with a causal mask: each token is predicted from those before it. Radford et al. 2018.</summary>
public sealed record DecoderOnly : ArchitectureConfig
{
    /// <inheritdoc/>
    public override MaskKinds Masks => MaskKinds.Causal;
}
