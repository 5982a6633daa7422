using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// Rotates queries and keys at position t by the angles t w_i in planes of two coordinates, w_i = base^(-2i/K). Inner products depend only
/// on the offset, and norms are preserved. Su et al. 2021, "RoFormer". Needs an even head width K.
/// </summary>
public sealed record Rope : PositionConfig, IExactLimits
{
    /// <summary>The base of the wavelengths. Default 10000.</summary>
    [InRange(1, Above = true), Positional]
    public double Base { get; init; } = 10_000;

    /// <summary>Which coordinates form a plane. Default interleaved, as in the paper.</summary>
    public RopeLayout Layout { get; init; } = RopeLayout.Interleaved;

    /// <summary>How positions beyond those of an earlier training are brought into its range. Default none.</summary>
    [IntroducedWith("none")]
    public RopeScaling Scaling { get; init; }

    /// <summary>How many times longer than in that training the context is; for scaling. Default 1.</summary>
    [InRange(1), IntroducedWith("1")]
    public double Factor { get; init; } = 1;

    /// <inheritdoc/>
    public override bool CanExtrapolate => true;

    /// <summary>The base with NTK-aware scaling: the slowest plane turns as slowly as linear scaling makes it, the fastest as fast as
    /// without.</summary>
    internal double BaseFor(int headWidth) =>
        Scaling == RopeScaling.Ntk && headWidth > 2 ? Base * Math.Pow(Factor, headWidth / (headWidth - 2.0)) : Base;

    /// <summary>What positions are divided by.</summary>
    internal double Stretch => Scaling == RopeScaling.Linear ? Factor : 1;

    /// <inheritdoc/>
    public override bool Rotates => true;

    /// <inheritdoc/>
    public override PositionEncoding Build(BuildPlan plan) => new Rotation(this, plan.Model.HeadWidth);

    /// <inheritdoc/>
    public IEnumerable<ExactLimit> Limits(TransformerConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        yield return new(
            "a factor of 1 scales nothing",
            model with
            {
                Position = this with { Scaling = RopeScaling.Linear, Factor = 1 },
            },
            model with
            {
                Position = this with { Scaling = RopeScaling.Ntk, Factor = 1 },
            },
            0
        );
        // Mechanisms with per-coordinate features (random projections, elu) are not invariant to permuting queries and keys.
        if (!model.FormsScores)
            yield break;
        yield return new(
            "layouts differ by a permutation of each head's coordinates",
            model with
            {
                Position = this with { Layout = RopeLayout.Interleaved },
            },
            model with
            {
                Position = this with { Layout = RopeLayout.HalfSplit },
            },
            1e-12
        )
        {
            Weight = (name, left) => Rotated.Any(part => name.Contains(part, StringComparison.Ordinal)) ? Split(left, model) : left,
        };
    }

    private static readonly string[] Rotated = [".attention.qkv.", ".attention.query_norm.", ".attention.key_norm."];

    /// <summary>Permutes the rows of queries and keys from coordinate pairs (0, 1), (2, 3), … to pairs (0, K/2), (1, K/2 + 1), …</summary>
    private static Tensor Split(Tensor rows, TransformerConfig model)
    {
        var (width, turned) = (model.HeadWidth, (model.HeadCount + model.KeyValueHeads) * model.HeadWidth);
        var order = Enumerable
            .Range(0, (int)rows.shape[0])
            .Select(row =>
                row >= turned
                    ? row
                    : row / width * width + (row % width < width / 2 ? 2 * (row % width) : 2 * (row % width - width / 2) + 1)
            );
        return rows.index_select(0, tensor(order.Select(row => (long)row).ToArray()));
    }

    /// <inheritdoc/>
    public override IEnumerable<Fault> Refusals(TransformerConfig model, string path)
    {
        if (model.HeadWidth % 2 != 0)
            yield return new(
                "rope needs an even head width (width / headCount): it rotates pairs of coordinates",
                $"{model.Width} / {model.HeadCount} = {model.HeadWidth}",
                NextStep: "Change width or headCount.",
                Path: path
            );
    }
}

/// <summary>How rotary positions are scaled to a longer context than that of an earlier training.</summary>
public enum RopeScaling
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Positions are divided by the factor. Chen et al. 2023, "Extending Context Window of Large Language Models via Positional
    /// Interpolation".</summary>
    Linear,

    /// <summary>The base is multiplied by factor^(K / (K - 2)). bloc97 2023, "NTK-aware scaled RoPE".</summary>
    Ntk,
}
