using Workbench.Configuration;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Models.Norms;

/// <summary>
/// g x / |x| with one gain g for the whole width, initially sqrt(D); computed as RMSNorm with one shared gain. Nguyen and Salazar 2019.
/// </summary>
public sealed record ScaleNorm : NormConfig, IExactLimits
{
    /// <summary>Added to the mean square. Default 1e-5.</summary>
    [InRange(0, 1, Above = true)]
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public IEnumerable<ExactLimit> Limits(TransformerConfig model) =>
        [
            new("one shared gain is rmsnorm with equal gains", model, model with { Norm = new RmsNorm { Epsilon = Epsilon } }, 1e-12)
            {
                // The copy spreads a single gain.
                Weight = (_, left) => left,
            },
        ];

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new RootMeanSquare(plan.Constant(1, 1), Epsilon, shared: true);

    /// <inheritdoc/>
    public override long ParameterCount(int width) => 1;
}
