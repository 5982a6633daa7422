using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>
/// Random features of the softmax kernel exp(x . y), x = q K^(-1/4), y = k K^(-1/4). Queries are stabilised by their own maximum, which
/// cancels; keys by a running maximum, because the maximum over all keys would leak information from later tokens.
/// </summary>
internal sealed class PerformerMechanism : FeatureMechanism
{
    private const double PositiveFloor = 1e-12;

    // Trigonometric estimates can be zero or negative.
    private const double TrigonometricFloor = 1e-2;

    private readonly PerformerKernel kernel;
    private readonly double scale;
    private readonly Tensor projection; // [M, K]

    public PerformerMechanism(PerformerAttention config, BuildPlan plan)
        : base("performer", plan.Path, config.Chunk, config.Kernel == PerformerKernel.Favor ? TrigonometricFloor : PositiveFloor)
    {
        var width = plan.Model.HeadWidth;
        kernel = config.Kernel;
        scale = Math.Pow(width, -0.25);
        var directions = RandomProjections.Draw(config.Features, width, config.Orthogonal, plan.Stream("features"));
        projection = plan.Values(directions, config.Features, width);
        RegisterComponents();
    }

    protected override Features Map(Tensor x, Tensor q, Tensor k, ForwardPass pass, SumState? state)
    {
        var (queries, _) = Mapped(q * scale);
        var (keys, size) = Mapped(k * scale);
        return new(queries, keys) { Weights = RunningMaximum(size, state), Absolute = true };
    }

    /// <summary>
    /// Features [..., F] divided by exp(size), and size [...]. A query's size cancels; a key's size is the logarithm of its weight.
    /// </summary>
    private (Tensor Features, Tensor Size) Mapped(Tensor x)
    {
        var half = x.square().sum([-1L]) * 0.5; // [...]
        var along = matmul(x, projection.t()); // [..., M]
        var norm = 1 / Math.Sqrt(projection.shape[0]);
        if (kernel == PerformerKernel.Favor)
            return (cat([along.sin(), along.cos()], -1) * norm, half); // [..., 2M]
        if (kernel == PerformerKernel.Hyperbolic)
            (along, norm) = (cat([along, -along], -1), norm / Math.Sqrt(2)); // [..., 2M]
        var exponents = along - half.unsqueeze(-1); // [..., F]
        var highest = exponents.detach().amax([-1L]); // [...]
        return ((exponents - highest.unsqueeze(-1)).exp_() * norm, highest);
    }
}
