using Workbench.Operations.Benches.Measures;

namespace Workbench.Operations.Benches;

/// <summary>Attention against its plain operators in PyTorch: time, memory, what its terms cost, decoding.</summary>
/// <param name="surroundings">The clone with the peer's script, clock, folders.</param>
public sealed class BenchAttention(Surroundings surroundings) : BenchOfMeasures(surroundings)
{
    /// <inheritdoc/>
    public override string Name => "attention";

    /// <inheritdoc/>
    public override string Summary => "Attention forward and backward, its memory, its terms, the linear form, decoding: ratios against python3-torch at its best (some minutes, on a quiet machine)";

    /// <inheritdoc/>
    internal override IReadOnlyList<Measure> Measures { get; } =
    [
        .. new[] { 512, 1024, 2048, 4096 }.Select(tokens => new AttentionTime(tokens)),
        new AttentionMemory(),
        new LongAttention(),
        .. AttentionTermCost.All,
        .. new[] { 2048, 4096, 8192, 16384 }.Select(tokens => new LinearAttentionTime(tokens)),
        new LinearAttentionGrowth(),
        new DecodingTime(),
    ];
}
