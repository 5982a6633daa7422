namespace Workbench.Kernels;

/// <summary>The activation function of a feed-forward network. The values match the native kernel's.</summary>
public enum Activation
{
    /// <summary>
    /// x Phi(x) with the exact Phi, the cumulative distribution function of the standard normal distribution. Hendrycks and Gimpel 2016,
    /// "Gaussian Error Linear Units".
    /// </summary>
    Gelu = 0,

    /// <summary>max(x, 0).</summary>
    Relu = 1,

    /// <summary>x sigmoid(x), also called swish. Hendrycks and Gimpel 2016.</summary>
    Silu = 2,

    /// <summary>
    /// 1 / (1 + exp(-x)), the gate of the plain GLU. Dauphin et al. 2017, "Language Modeling with Gated Convolutional Networks".
    /// </summary>
    Sigmoid = 3,

    /// <summary>0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). Hendrycks and Gimpel 2016, section 2.</summary>
    GeluTanh = 4,

    /// <summary>x, the gate of the bilinear form. Shazeer 2020, "GLU Variants Improve Transformer".</summary>
    Identity = 5,
}
