namespace Workbench.Kernels;

/// <summary>The feature map that <see cref="CausalLinearAttention"/> applies to queries and keys.</summary>
public enum FeatureMap
{
    /// <summary>Identity: queries and keys are features already.</summary>
    None,

    /// <summary>elu(x) + 1 (Katharopoulos et al. 2020).</summary>
    Elu,
}
