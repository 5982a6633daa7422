namespace Workbench.Models.Architectures;

/// <summary>
/// One stack in which all tokens see a prefix, and the tokens up to themselves: a prefix of length 0 is a decoder, a full one an encoder.
/// Raffel et al. 2020, section 3.2.1. When decoding, the prefix is what is read first.
/// </summary>
public sealed record PrefixLm : ArchitectureConfig
{
    /// <inheritdoc/>
    public override MaskKinds Masks => MaskKinds.Causal | MaskKinds.Prefix;
}
