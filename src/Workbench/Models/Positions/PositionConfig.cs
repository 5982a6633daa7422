using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.Positions;

/// <summary>The position encoding of a model.</summary>
[VariantFamily("position")]
[JsonDerivedType(typeof(Sinusoidal), "sinusoidal")]
[JsonDerivedType(typeof(LearnedPosition), "learned")]
[JsonDerivedType(typeof(Rope), "rope")]
[JsonDerivedType(typeof(Alibi), "alibi")]
[JsonDerivedType(typeof(T5Position), "t5")]
[JsonDerivedType(typeof(ShawPosition), "shaw")]
[JsonDerivedType(typeof(NoPosition), "none")]
public abstract record PositionConfig
{
    /// <summary>Whether positions beyond the trained context are defined.</summary>
    public abstract bool CanExtrapolate { get; }

    /// <summary>Whether the encoding rotates queries and keys.</summary>
    public virtual bool Rotates => false;

    /// <summary>Builds the module, one for the whole model.</summary>
    public abstract PositionEncoding Build(BuildPlan plan);

    /// <summary>Number of trained parameters.</summary>
    public virtual long ParameterCount(TransformerConfig model) => 0;

    /// <summary>Floating-point operations of the encoding's products in one block for one token (a multiply-add is two).</summary>
    public virtual double FlopsPerToken(TransformerConfig model) => 0;

    /// <summary>Faults that prevent this encoding from being part of a model; empty when there are none.</summary>
    /// <param name="model">The model, whose width is divisible by its heads.</param>
    /// <param name="path">The path of this encoding.</param>
    public virtual IEnumerable<Fault> Refusals(TransformerConfig model, string path) => [];

    /// <summary>The fault of an encoding with a score bias when the attention does not compute scores.</summary>
    protected IEnumerable<Fault> NeedsScores(TransformerConfig model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Attention.FormsScores)
            yield break;
        var name = Variants.NameOf(this);
        yield return new(
            $"{name} adds a bias to the scores of every pair of tokens, which this attention never forms",
            $"attention={Variants.NameOf(model.Attention)}",
            $"attention=full or attention=window with {name}",
            "Choose attention=full, or another position.",
            path
        );
    }
}
