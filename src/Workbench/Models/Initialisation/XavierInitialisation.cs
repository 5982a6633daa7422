using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Initialisation;

/// <summary>
/// Uniform in ±gain sqrt(6 / (fan in + fan out)) for projections, normal with standard deviation 1 / sqrt(D) for embeddings. Glorot and
/// Bengio 2010.
/// </summary>
public sealed record XavierInitialisation : InitialisationConfig
{
    /// <summary>A factor on every projection. Default 1.</summary>
    [Configuration.InRange(0, 100, Above = true)]
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Draw(WeightRole role, long rows, long columns, TransformerConfig model, RandomStream stream)
    {
        if (role == WeightRole.Embedding)
            return Philox.normal([rows, columns], stream, std: EmbeddingStd(model));
        var bound = Gain * Math.Sqrt(6.0 / (rows + columns));
        return Philox.uniform([rows, columns], stream, -bound, bound);
    }

    /// <inheritdoc/>
    public override double EmbeddingStd(TransformerConfig model) => 1 / Math.Sqrt(model.Width);
}
