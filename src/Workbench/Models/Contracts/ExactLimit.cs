using static TorchSharp.torch;

namespace Workbench.Models.Contracts;

/// <summary>Two models that must compute the same logits, because one variant is a special case of another.</summary>
/// <param name="Rule">The rule as text: "as many groups as heads is multi-head".</param>
/// <param name="Left">One model.</param>
/// <param name="Right">The other model; its weights are initialised equally, or set by <see cref="Weight"/>.</param>
/// <param name="Tolerance">The greatest difference of logits in float64, relative to the largest logit (at least 1). Default 0: bitwise
/// equal.</param>
public sealed record ExactLimit(string Rule, TransformerConfig Left, TransformerConfig Right, double Tolerance = 0)
{
    /// <summary>
    /// Makes the right model's weight (a new tensor) from a weight's name and the left model's weight. Default null: weights are not
    /// copied.
    /// </summary>
    public Func<string, Tensor, Tensor>? Weight { get; init; }
}

/// <summary>A variant that declares configs in which it must equal another variant; the contract suite checks them.</summary>
public interface IExactLimits
{
    /// <summary>The exact limits of this variant in a model. Pairs with an invalid config are skipped.</summary>
    /// <param name="model">A valid model that contains this variant.</param>
    IEnumerable<ExactLimit> Limits(TransformerConfig model);
}
