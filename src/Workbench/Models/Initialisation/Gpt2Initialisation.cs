using Workbench.Configuration;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Initialisation;

/// <summary>
/// Normal with one standard deviation for every weight; projections that end a residual branch are divided by sqrt(2 layers). Radford et
/// al. 2019.
/// </summary>
public sealed record Gpt2Initialisation : InitialisationConfig
{
    /// <summary>The standard deviation. Default 0.02.</summary>
    [InRange(0, 10, Above = true)]
    public double Std { get; init; } = 0.02;

    /// <summary>Whether projections that end a residual branch are scaled by 1 / sqrt(2 layers). Default true.</summary>
    public bool ScaleResidual { get; init; } = true;

    /// <inheritdoc/>
    public override Tensor Draw(WeightRole role, long rows, long columns, TransformerConfig model, RandomStream stream) =>
        Philox.normal(
            [rows, columns],
            stream,
            std: role == WeightRole.ResidualEnd && ScaleResidual ? Std / Math.Sqrt(2.0 * model.Layers) : Std
        );

    /// <inheritdoc/>
    public override double EmbeddingStd(TransformerConfig model) => Std;
}
