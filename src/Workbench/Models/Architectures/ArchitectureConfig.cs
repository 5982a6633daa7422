using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.Architectures;

/// <summary>The architecture: which stacks of blocks a model has, and which tokens each token sees.</summary>
[VariantFamily("architecture")]
[JsonDerivedType(typeof(DecoderOnly), "decoder")]
[JsonDerivedType(typeof(PrefixLm), "prefix-lm")]
[JsonDerivedType(typeof(EncoderOnly), "encoder")]
[JsonDerivedType(typeof(EncoderDecoder), "encoder-decoder")]
[JsonDerivedType(typeof(EncoderRnn), "encoder-rnn")]
public abstract record ArchitectureConfig
{
    // Only our own records: the model is put together by them.
    private protected ArchitectureConfig() { }

    /// <summary>The masks of the attention in the model.</summary>
    public abstract MaskKinds Masks { get; }

    /// <summary>Whether the tokens that the model scores see tokens after themselves.</summary>
    public bool SeesAhead => HasEncoder ? false : (Masks & (MaskKinds.Full | MaskKinds.Prefix)) != 0;

    /// <summary>Whether an encoder reads a source text, to which the decoder's blocks attend.</summary>
    public virtual bool HasEncoder => false;

    /// <summary>Whether the model can continue a text token by token.</summary>
    public virtual bool CanGenerate => true;
}
