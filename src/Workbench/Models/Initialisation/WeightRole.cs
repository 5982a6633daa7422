namespace Workbench.Models.Initialisation;

/// <summary>What a weight is for, as far as its initial size depends on it.</summary>
public enum WeightRole
{
    /// <summary>An embedding of tokens or positions.</summary>
    Embedding,

    /// <summary>A projection inside a residual branch.</summary>
    Projection,

    /// <summary>The projection that ends a residual branch.</summary>
    ResidualEnd,

    /// <summary>The projection to the logits, when it is not the embedding.</summary>
    Head,
}
