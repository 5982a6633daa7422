namespace Workbench.Models.Blocks;

/// <summary>
/// Position of the norms in a block, and how its branches follow each other. Xiong et al. 2020, "On Layer Normalization in the
/// Transformer Architecture".
/// </summary>
public enum Placement
{
    /// <summary>x + f(norm(x)), and one norm after the last block.</summary>
    Pre,

    /// <summary>norm(x + f(x)), as in Vaswani et al. 2017.</summary>
    Post,

    /// <summary>x + norm(f(norm(x))), and one norm after the last block. Ding et al. 2021, "CogView".</summary>
    Sandwich,

    /// <summary>x + attention(norm(x)) + feed_forward(norm(x)) with one norm, and one norm after the last block. Wang and Komatsuzaki 2021,
    /// "GPT-J".</summary>
    Parallel,
}
