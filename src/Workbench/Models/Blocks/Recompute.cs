namespace Workbench.Models.Blocks;

/// <summary>The activations that a backward pass computes again instead of keeping them.</summary>
public enum Recompute
{
    /// <summary>None: all activations are kept.</summary>
    None,

    /// <summary>All activations inside a block; only the inputs of blocks are kept. A training step takes about a third longer.</summary>
    Block,
}
