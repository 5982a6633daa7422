using System.Text.Json.Serialization;
using TorchSharp;
using Workbench.Configuration;
using Workbench.Kernels;

namespace Workbench.Experiments.Measures;

/// <summary>
/// A quantity that an experiment measures besides training, for the values of the study's first axis (the other axes at the baseline)
/// and for several sizes of a model or a text. Replicates are the study's seeds.
/// </summary>
[VariantFamily("measure")]
[JsonDerivedType(typeof(InitialGradients), "initial-gradients")]
[JsonDerivedType(typeof(AttentionError), "attention-error")]
[JsonDerivedType(typeof(DecodingSpeed), "decoding-speed")]
[JsonDerivedType(typeof(StepCost), "step-cost")]
public abstract record MeasureConfig
{
    /// <summary>Settings of the measured models besides those of the study, "model.width=512". Default: none.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What is measured, with its unit.</summary>
    internal abstract string Quantity { get; }

    /// <summary>What varies along the table: "layers", "tokens".</summary>
    internal abstract string Size { get; }

    /// <summary>Whether values are times, which no other machine and no other day repeats: they are recorded and not compared.</summary>
    internal abstract bool Timed { get; }

    /// <summary>The values for the models of a study.</summary>
    internal abstract IReadOnlyList<MeasuredSeries> Take(MeasuredModels models, CancellationToken cancellation);

    /// <summary>Measures.</summary>
    /// <param name="models">The models.</param>
    /// <param name="cancellation">Stops between two values.</param>
    internal Measurement Measure(MeasuredModels models, CancellationToken cancellation)
    {
        // As a run of the study does.
        NativeKernels.Load();
        torch.set_num_threads(models.Threads);
        return new()
        {
            Name = Variants.NameOf(this),
            Quantity = Quantity,
            Size = Size,
            Timed = Timed,
            Series = Take(models, cancellation),
        };
    }
}
