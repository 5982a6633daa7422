using Workbench.Operations.Benches.Measures;

namespace Workbench.Operations.Benches;

/// <summary>Each native kernel against PyTorch's operators for the same work.</summary>
/// <param name="surroundings">The clone with the peer's script, clock, folders.</param>
public sealed class BenchKernels(Surroundings surroundings) : BenchOfMeasures(surroundings)
{
    /// <inheritdoc/>
    public override string Name => "kernels";

    /// <inheritdoc/>
    public override string Summary => "Each native kernel: matrix products against dnnl_sgemm, the others against python3-torch at its best (some minutes, on a quiet machine)";

    /// <inheritdoc/>
    internal override IReadOnlyList<Measure> Measures { get; } =
    [
        .. ProductTime.All,
        new NormTime("layernorm", 768, 128),
        new NormTime("layernorm", 2048, 384),
        new NormTime("rmsnorm", 2048, 384),
        new ActivationTime("gelu", 2048, 1536),
        new ActivationTime("swiglu", 2048, 1024),
        new HeadTime(),
        new HeadMemory(),
        new OptimiserTime("tiny-gpt", 4, 128, 64),
        new OptimiserTime("small-gpt", 6, 384, 256),
        new EmbeddingTime(),
        new RopeTime(),
    ];
}
