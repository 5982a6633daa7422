using System.CommandLine;
using System.Globalization;
using Workbench.Benches.Measures;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Blocks;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>Training throughput and memory of three models against TorchSharp, and against another build.</summary>
/// <param name="host">Clock, folders, the program's own executable.</param>
public sealed class BenchTrain(HostEnvironment host) : Bench(host)
{
    // 8 GB are what a small machine has.
    private const int LongContext = 8192;
    private const double LongMegabytes = 8000;

    private readonly HostEnvironment _host = host;

    private readonly Option<string?> _against = new("--against")
    {
        Description = "Compare with another build too: the path of its launcher, PATH/TO/CLONE/workbench",
        HelpName = "launcher",
    };

    // Goals: against TorchSharp, against TorchSharp tuned, of bf16 against our float32 and against TorchSharp in float32 (on a processor
    // with AMX; 0 for none), the share of the products' peak, the memory. Steps of a run that is compared with another build's.
    private static readonly (
        string Name,
        TransformerConfig Model,
        int Batch,
        double Goal,
        double TunedGoal,
        (double Ours, double TorchSharp) Bf16Goals,
        double PeakShare,
        double MemoryGoal,
        int Steps
    )[] Shapes =
    [
        ("tiny-gpt", ModelPresets.Named("tiny-gpt") with { Vocabulary = 65 }, 12, 1.8, 1.25, (1.5, 0), 0, 1, 100),
        ("small-gpt", ModelPresets.Named("small-gpt") with { Vocabulary = 65 }, 8, 1.25, 1.1, (2.5, 3), 0.8, 1 / 0.6, 24),
        (
            "4 x 256, V 8192",
            new()
            {
                Layers = 4,
                Width = 256,
                HeadCount = 8,
                Context = 512,
                Vocabulary = 8192,
            },
            4,
            2,
            1.6,
            (0, 4),
            0,
            1,
            40
        ),
    ];

    /// <inheritdoc/>
    public override string Name => "train";

    /// <inheritdoc/>
    public override string Summary =>
        "Training steps of three models: speed and memory against TorchSharp, plain and tuned (some minutes, on a quiet machine)";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            .. base.Examples,
            new("bench train --against ../other/workbench --only build", "this build against another, each in processes of its own"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        base.Define(command);
        command.Options.Add(_against);
    }

    /// <inheritdoc/>
    public override BenchOptions Bind(ParseResult parsed) => base.Bind(parsed) with { Against = parsed.GetValue(_against) };

    /// <inheritdoc/>
    internal override IReadOnlyList<Measure> Measures(BenchOptions options) =>
        [
            .. Shapes.Select(shape => new TimeMeasure(
                $"training, {shape.Name}",
                () => TrainingWorkloads.Ours(shape.Model, shape.Batch),
                Peer.TorchSharp(shape.Goal, () => TrainingWorkloads.TorchSharp(shape.Model, shape.Batch)),
                Peer.Tuned(
                    shape.TunedGoal,
                    new Contender("fused AdamW", () => TrainingWorkloads.Fused(shape.Model, shape.Batch)),
                    new Contender("fused AdamW and TorchScript", () => TrainingWorkloads.TorchScript(shape.Model, shape.Batch))
                )
            )
            {
                Tokens = (double)shape.Batch * shape.Model.Context,
                Note = string.Create(CultureInfo.InvariantCulture, $"{shape.Model.ParameterCount():#,0} parameters, batch {shape.Batch}"),
                Least = Least(shape.Model, shape.Batch),
            }),
            .. Shapes.Select(shape => new TimeMeasure(
                $"training, {shape.Name}, bf16",
                () => TrainingWorkloads.Ours(shape.Model, shape.Batch, ProductPrecision.Bf16),
                new Peer(
                    "ours in float32",
                    shape.Bf16Goals.Ours,
                    new Contender("", () => TrainingWorkloads.Ours(shape.Model, shape.Batch))
                ),
                Peer.TorchSharp(shape.Bf16Goals.TorchSharp, () => TrainingWorkloads.TorchSharp(shape.Model, shape.Batch))
            )
            {
                Tokens = (double)shape.Batch * shape.Model.Context,
                Precision = ProductPrecision.Bf16,
                Least = Least(shape.Model, shape.Batch),
                Note = MixedPrecision.HasUnits
                    ? $"factors of products in bf16 ({MixedPrecision.Units})"
                    : "this processor has no bf16 units",
            }),
            .. Shapes.Select(shape => new CeilingShare(
                $"share of the products' peak, {shape.Name}",
                () => TrainingWorkloads.Ours(shape.Model, shape.Batch),
                Least(shape.Model, shape.Batch).Flops,
                Ceiling.Products,
                shape.PeakShare,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Least(shape.Model, shape.Batch).Flops * 1e-9:0.##} GFLOP a step, attention's among them"
                )
            )),
            .. Shapes.Select(shape => new StepProfile(shape.Name, () => TrainingWorkloads.Ours(shape.Model, shape.Batch))),
            .. Shapes.Select(shape => Memory(shape.Name, shape.Model, shape.Batch, shape.MemoryGoal)),
            .. Shapes
                .Where(shape => shape.MemoryGoal > 1)
                .Select(shape => Memory(shape.Name, shape.Model, shape.Batch, shape.MemoryGoal, Recompute.Block)),
            new RecomputeMeasure(
                $"small-gpt at context {LongContext}",
                ModelPresets.Named("small-gpt") with
                {
                    Vocabulary = 65,
                    Context = LongContext,
                },
                Batch: 1,
                LongMegabytes
            ),
            .. Other(options.Against),
            new StudyMeasure(),
            new RunShareMeasure(),
            new PredictionMeasure(),
        ];

    private IEnumerable<Measure> Other(string? launcher)
    {
        if (launcher is null)
            return [];
        var path = _host.Resolve(launcher);
        return File.Exists(path)
            ? Shapes.Select(shape => new BuildMeasure(shape.Name, shape.Model, shape.Batch, shape.Steps, path))
            : throw new InvalidInputException(
                "another build is named by its launcher",
                launcher,
                null,
                "Give the path of a clone's ./workbench.",
                "--against"
            );
    }

    private static MemoryMeasure Memory(
        string name,
        TransformerConfig model,
        int batch,
        double goal,
        Recompute recompute = Recompute.None
    ) =>
        new(
            $"peak memory, {name}{(recompute == Recompute.Block ? ", train.recompute=block" : "")}",
            small => TrainingWorkloads.FromTheStart(() => TrainingWorkloads.Ours(Sized(model, small), batch, recompute: recompute)),
            small => TrainingWorkloads.FromTheStart(() => TrainingWorkloads.TorchSharp(Sized(model, small), batch)),
            goal
        )
        {
            Note = "the model, its optimiser and two steps",
        };

    // Forward, and twice as much backward.
    private static (double Flops, double Bytes) Least(TransformerConfig model, int batch) =>
        (3 * model.FlopsPerToken(model.Context) * batch * model.Context, 0);

    // Of the same parts, so that all that libraries keep has been made.
    private static TransformerConfig Sized(TransformerConfig model, bool small) =>
        small ? model with { Layers = 1, Context = 16, Vocabulary = 65 } : model;
}
