using static TorchSharp.torch;

namespace Workbench.Models.Contracts;

/// <summary>Two models that must compute the same, because one variant is a special case of another.</summary>
/// <param name="Rule">In words: "as many groups as heads is multi-head".</param>
/// <param name="Left">One model.</param>
/// <param name="Right">The other; it has the same initial weights, or those that <see cref="Weight"/> gives.</param>
/// <param name="Tolerance">The greatest difference of logits in float64, relative to the largest logit (at least 1). Default 0: the same
/// bits.</param>
public sealed record ExactLimit(string Rule, TransformerConfig Left, TransformerConfig Right, double Tolerance = 0)
{
    /// <summary>
    /// The right model's weight of a name (a new tensor), out of the left's of that name. Default null: the left's, where shapes agree.
    /// </summary>
    public Func<string, Tensor, Tensor>? Weight { get; init; }
}

/// <summary>A variant that knows where it must equal another; the contract suite holds it to that.</summary>
public interface IExactLimits
{
    /// <summary>The limits of this variant inside a model. Pairs that are not valid models are passed over.</summary>
    /// <param name="model">A valid model that has this variant.</param>
    IEnumerable<ExactLimit> Limits(TransformerConfig model);
}
