using Workbench.Configuration;

namespace Workbench.Models.Positions;

/// <summary>
/// Queries and keys are rotated by t w_i in planes of two coordinates, w_i = base^(-2i/K): products depend on the offset alone, norms are kept.
/// Su et al. 2021, "RoFormer". Needs an even head width K.
/// </summary>
public sealed record Rope : PositionConfig
{
    /// <summary>The base of the wavelengths. Default 10000.</summary>
    [InRange(1, Above = true), Positional]
    public double Base { get; init; } = 10_000;

    /// <summary>Which coordinates form a plane. Default interleaved (the paper's).</summary>
    public RopeLayout Layout { get; init; } = RopeLayout.Interleaved;

    /// <inheritdoc/>
    public override bool CanExtrapolate => true;

    /// <inheritdoc/>
    public override bool Rotates => true;

    /// <inheritdoc/>
    public override PositionEncoding Build(BuildPlan plan) => new Rotation(this, plan.Model.HeadWidth);

    /// <inheritdoc/>
    public override IEnumerable<Fault> Refusals(TransformerConfig model, string path)
    {
        if (model.HeadWidth % 2 != 0)
            yield return new("rope needs an even head width (width / headCount): it rotates pairs of coordinates",
                $"{model.Width} / {model.HeadCount} = {model.HeadWidth}", NextStep: "Change width or headCount.", Path: path);
    }
}

/// <summary>The coordinates that <see cref="Rope"/> rotates together.</summary>
public enum RopeLayout
{
    /// <summary>(0, 1), (2, 3), …: the paper, GPT-J.</summary>
    Interleaved,

    /// <summary>(0, K/2), (1, K/2 + 1), …: GPT-NeoX, LLaMA.</summary>
    HalfSplit,
}
