using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Initialisation;

/// <summary>
/// SmallInit: normal with standard deviation sqrt(2 / (5 D)) for every weight. Nguyen and Salazar 2019, "Transformers without Tears".
/// </summary>
public sealed record SmallInitialisation : InitialisationConfig
{
    /// <inheritdoc/>
    public override Tensor Draw(WeightRole role, long rows, long columns, TransformerConfig model, RandomStream stream) =>
        Philox.normal([rows, columns], stream, std: EmbeddingStd(model));

    /// <inheritdoc/>
    public override double EmbeddingStd(TransformerConfig model) => Math.Sqrt(2.0 / (5.0 * model.Width));
}
