namespace Workbench.Models.Initialisation;

/// <summary>The role of a weight, as far as its initial scale depends on it.</summary>
public enum WeightRole
{
    /// <summary>An embedding of tokens or positions.</summary>
    Embedding,

    /// <summary>A projection inside a residual branch.</summary>
    Projection,

    /// <summary>The projection that ends a residual branch.</summary>
    ResidualEnd,

    /// <summary>The projection to the logits, when it is not tied to the embedding.</summary>
    Head,
}
