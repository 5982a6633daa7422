using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models.Blocks;

namespace Workbench.Training;

/// <summary>
/// Training settings: AdamW, linear warm-up, learning-rate schedule, clipping by the global gradient norm, evaluation on fixed windows.
/// </summary>
public sealed record TrainingConfig : IValidated
{
    /// <summary>Optimiser steps. Default: 1000.</summary>
    [InRange(1)]
    public long Steps { get; init; } = 1000;

    /// <summary>Sequences per step, B. Default: 12.</summary>
    [InRange(1)]
    public int BatchSize { get; init; } = 12;

    /// <summary>The peak learning rate, reached after the warm-up. Default: 1e-3.</summary>
    [InRange(0, Above = true)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps over which the learning rate rises linearly to the peak. Default: null, 2 % of the steps.</summary>
    [InRange(0)]
    public long? Warmup { get; init; }

    /// <summary>The learning-rate schedule after the warm-up. Default: cosine.</summary>
    public Schedule Schedule { get; init; } = Schedule.Cosine;

    /// <summary>Final learning rate of the cosine and linear schedules. Default: null, a tenth of the peak.</summary>
    [InRange(0)]
    public double? MinimumLearningRate { get; init; }

    /// <summary>AdamW's decoupled weight decay of matrices; biases, gains and other vectors have none. Default: 0.1.</summary>
    [InRange(0)]
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Decay rate of the running mean of the gradient. Default: 0.9.</summary>
    [InRange(0, 1, Below = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay rate of the running mean of the squared gradient. Default: 0.95.</summary>
    [InRange(0, 1, Below = true)]
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the square root of the second moment. Default: 1e-8.</summary>
    [InRange(0, Above = true)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Maximum global gradient norm; a larger gradient is scaled down to it. 0 disables clipping. Default: 1.</summary>
    [InRange(0)]
    public double Clip { get; init; } = 1;

    /// <summary>
    /// Precision of the factors of the matrix products of linear layers (attention projections among them) and of the head, in training,
    /// evaluation and generation: float32, or bf16 with float32 sums. Weights, gradients, optimiser and checkpoints stay float32. Default:
    /// float32.
    /// </summary>
    [IntroducedWith("float32")]
    public ProductPrecision Precision { get; init; }

    /// <summary>
    /// Activations that the backward pass computes again instead of keeping them (gradient checkpointing): none, or block, those inside
    /// the blocks. block needs less memory and about a third more time, and gives bitwise the same results, so the setting is not part of a
    /// run's identity. Default: none.
    /// </summary>
    [NotInIdentity]
    public Recompute Recompute { get; init; }

    /// <summary>
    /// Parameters that training does not change, as patterns of their paths: "blocks.0.*+*norm*". A star stands for any text. Default:
    /// none.
    /// </summary>
    [IntroducedWith("")]
    public string Freeze { get; init; } = "";

    /// <summary>
    /// The learning rate of each layer as a factor of that of the layer above it; embeddings are the lowest layer, the last norm and the
    /// head the highest, which has the full rate. Howard and Ruder 2018. Default: 1, the same rate for all.
    /// </summary>
    [InRange(0, 1, Above = true), IntroducedWith("1")]
    public double LayerRateDecay { get; init; } = 1;

    /// <summary>
    /// Parameters that start at their initial values where the others start from saved weights, as patterns of their paths: "head.*". For
    /// new heads and vocabularies. Default: none.
    /// </summary>
    [IntroducedWith("")]
    public string KeepInitial { get; init; } = "";

    /// <summary>
    /// Whether every parameter must be among the saved weights that the run starts from, and every saved weight be a parameter. Shapes must
    /// always fit. Default: true.
    /// </summary>
    [IntroducedWith("true")]
    public bool StrictLoading { get; init; } = true;

    /// <summary>Steps between evaluations; the last step is always evaluated. Default: null, a tenth of the steps.</summary>
    [InRange(1)]
    public long? EvaluateEvery { get; init; }

    /// <summary>Validation windows per evaluation. Default: 128.</summary>
    [InRange(1)]
    public int EvaluationWindows { get; init; } = 128;

    /// <summary>Additional window lengths for evaluating the finished model, separated by commas: "64,128,256". Default: none.</summary>
    public string EvalLengths { get; init; } = "";

    /// <summary>Steps between checkpoints; one is always written at the end and on interruption. Default: null, only those.</summary>
    [InRange(1), NotInIdentity]
    public long? CheckpointEvery { get; init; }

    /// <summary>
    /// A run has diverged when its mean loss over ten steps, or its last validation loss, exceeds this factor times the larger of its first
    /// loss and ln V. Default: 3.
    /// </summary>
    [InRange(1, Above = true)]
    public double DivergenceFactor { get; init; } = 3;

    /// <summary>The warm-up in steps: <see cref="Warmup"/>, or 2 % of the steps, rounded.</summary>
    [JsonIgnore]
    public long WarmupSteps => Warmup ?? (long)Math.Round(0.02 * Steps);

    /// <summary>Steps between evaluations: <see cref="EvaluateEvery"/>, or a tenth of the steps, at least 1.</summary>
    [JsonIgnore]
    public long EvaluationInterval => EvaluateEvery ?? Math.Max(1, Steps / 10);

    /// <summary>
    /// <see cref="EvalLengths"/> as distinct numbers in ascending order. Skips texts that are not positive numbers; validation reports
    /// them.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<int> EvaluationLengths =>
        [.. Lengths().Select(text => int.TryParse(text, out var length) ? length : 0).Where(length => length > 0).Distinct().Order()];

    /// <summary>
    /// Replaces every default that depends on other values by its value, so that equivalent settings become equal.
    /// </summary>
    public TrainingConfig Resolve() =>
        this with
        {
            Warmup = WarmupSteps,
            MinimumLearningRate = MinimumRate,
            EvaluateEvery = EvaluationInterval,
            EvalLengths = string.Join(',', EvaluationLengths),
        };

    private double MinimumRate => MinimumLearningRate ?? LearningRate / 10;

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">0-based step.</param>
    public double LearningRateAt(long step)
    {
        var warmup = WarmupSteps;
        // step + 1, because a first step at rate 0 would be wasted.
        if (step < warmup)
            return LearningRate * (step + 1) / warmup;
        var minimum = MinimumRate;
        var done = (double)(step - warmup) / Math.Max(1, Steps - warmup);
        return Schedule switch
        {
            Schedule.Cosine => minimum + ((LearningRate - minimum) * 0.5 * (1 + Math.Cos(Math.PI * done))),
            Schedule.Linear => LearningRate + ((minimum - LearningRate) * done),
            Schedule.InverseSquareRoot => LearningRate * Math.Sqrt(Math.Max(1, warmup) / (double)Math.Max(1, step + 1)),
            _ => LearningRate,
        };
    }

    /// <inheritdoc/>
    public IEnumerable<Fault> Validate(string path)
    {
        string At(string field) => path.Length == 0 ? field : $"{path}.{field}";
        if (Warmup > Steps)
            yield return new(
                "the warm-up must end within the run",
                $"{Warmup}",
                $"0 to {Steps} (train.steps)",
                "lower train.warmup or raise train.steps",
                At("warmup")
            );
        if (MinimumLearningRate > LearningRate)
            yield return new(
                "the minimum learning rate must not exceed the peak",
                $"{MinimumLearningRate}",
                $"0 to {LearningRate}",
                null,
                At("minimumLearningRate")
            );
        foreach (var text in Lengths())
        {
            if (!int.TryParse(text, out var length) || length < 1)
                yield return new(
                    "an evaluation length must be a positive number of tokens",
                    text,
                    "for example 64,128,256",
                    null,
                    At("evalLengths")
                );
        }
    }

    private string[] Lengths() =>
        EvalLengths.Split([',', ' ', '+'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
