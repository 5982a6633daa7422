namespace Workbench.Models;

/// <summary>How token embeddings are scaled.</summary>
public enum EmbeddingScale
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Times sqrt(D) on the way in. Vaswani et al. 2017, section 3.4.</summary>
    SqrtWidth,

    /// <summary>
    /// FixNorm: rows of the embedding and of the output projection have unit length; times sqrt(D) on the way in. Nguyen and Chiang 2018;
    /// Nguyen and Salazar 2019, section 2.3.
    /// </summary>
    FixNorm,
}
