namespace Workbench.Models.Blocks;

/// <summary>Position of the norms in a block. Xiong et al. 2020, "On Layer Normalization in the Transformer Architecture".</summary>
public enum Placement
{
    /// <summary>x + f(norm(x)), and one norm after the last block.</summary>
    Pre,

    /// <summary>norm(x + f(x)), as in Vaswani et al. 2017.</summary>
    Post,
}
