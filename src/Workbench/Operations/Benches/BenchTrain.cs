using Workbench.Models;
using Workbench.Models.Presets;
using Workbench.Operations.Benches.Measures;

namespace Workbench.Operations.Benches;

/// <summary>Training throughput against PyTorch, model and batch being equal.</summary>
/// <param name="surroundings">The clone with the peer's script, clock, folders.</param>
public sealed class BenchTrain(Surroundings surroundings) : BenchOfMeasures(surroundings)
{
    /// <inheritdoc/>
    public override string Name => "train";

    /// <inheritdoc/>
    public override string Summary => "Training throughput of three models: ratios against python3-torch at its best, and against it with oneDNN for a BLAS (some minutes, on a quiet machine)";

    /// <inheritdoc/>
    internal override IReadOnlyList<Measure> Measures { get; } =
    [
        new TrainingMeasure("tiny-gpt", ModelPresets.Named("tiny-gpt") with { Vocabulary = 65 }, batch: 12, share: 0.6, steps: 40),
        new TrainingMeasure("small-gpt", ModelPresets.Named("small-gpt") with { Vocabulary = 65 }, batch: 8, share: 0.75, steps: 5),
        new TrainingMeasure("4 x 256, V 8192", new TransformerConfig { Layers = 4, Width = 256, HeadCount = 8, Context = 512, Vocabulary = 8192 }, batch: 4, share: 0.6, steps: 5),
    ];
}
