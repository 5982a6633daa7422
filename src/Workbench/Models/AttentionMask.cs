using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>The keys that a query sees.</summary>
public sealed record AttentionMask
{
    /// <summary>Keys up to the query.</summary>
    public static AttentionMask CausalOnly { get; } = new() { Causal = true };

    /// <summary>Whether keys after the query are hidden, except in the prefix.</summary>
    public bool Causal { get; init; }

    /// <summary>[B, S] bool: true for keys that no query sees; null for none.</summary>
    public Tensor? Padding { get; init; }

    /// <summary>[B] int64: number of first keys that every query sees; null for none.</summary>
    public Tensor? Prefix { get; init; }

    /// <summary>[B, S] int64: places in the order of factorisation, which replaces the order of the text in a causal mask; null for
    /// none.</summary>
    public Tensor? Order { get; init; }

    /// <summary>Whether all sequences have the same mask.</summary>
    internal bool IsShared => Padding is null && Prefix is null && Order is null;
}

/// <summary>The kinds of masks that an attention mechanism computes.</summary>
[Flags]
public enum MaskKinds
{
    /// <summary>A token sees the tokens up to itself.</summary>
    Causal = 1,

    /// <summary>A token sees all tokens that are not padding.</summary>
    Full = 2,

    /// <summary>A token sees the tokens of a prefix, and those up to itself.</summary>
    Prefix = 4,

    /// <summary>A token sees the tokens up to itself in another order than that of the text.</summary>
    Permuted = 8,

    /// <summary>All of them.</summary>
    All = Causal | Full | Prefix | Permuted,
}
