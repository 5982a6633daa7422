namespace Workbench.Kernels;

/// <summary>What <see cref="CausalLinearAttention"/> does to queries and keys before their products.</summary>
public enum FeatureMap
{
    /// <summary>Nothing: they are features already.</summary>
    None,

    /// <summary>elu(x) + 1 (Katharopoulos et al. 2020).</summary>
    Elu,
}
