using TorchSharp;
using Workbench.Models;
using Workbench.Models.Blocks;

namespace Workbench.Benches.Measures;

/// <summary>
/// What recomputing the activations of blocks saves and costs: the memory of building a model and two steps, and the time of the second
/// step (the first one checks once what the blocks use). The losses of both ways must have the same bits.
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Config">The model.</param>
/// <param name="Batch">Sequences per step.</param>
/// <param name="Limit">The most megabytes that training with recomputation may need.</param>
internal sealed record RecomputeMeasure(string Model, TransformerConfig Config, int Batch, double Limit) : Measure($"recompute, {Model}")
{
    private const string Peer = "without recomputation";
    private const int Steps = 2;

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var threads = context.Threads[^1];
        torch.set_num_threads(threads);
        // Makes what libraries keep.
        Measured(Config with { Layers = 1, Context = 16 }, Recompute.Block, context);
        cancellation.ThrowIfCancellationRequested();
        var ours = Measured(Config, Recompute.Block, context);
        cancellation.ThrowIfCancellationRequested();
        var theirs = Measured(Config, Recompute.None, context);
        if (!ours.Losses.SequenceEqual(theirs.Losses))
            throw new InvalidOperationException(
                $"recomputation changes losses: {string.Join(", ", ours.Losses)} instead of {string.Join(", ", theirs.Losses)}"
            );
        var where = $"{Steps} steps of batch {Batch}, the same loss bits, on {BenchContext.ThreadsText(threads)}";
        var tokens = (double)Batch * Config.Context;
        return
        [
            new(
                $"{Name}, peak memory",
                "MB",
                ours.Bytes * 1e-6,
                theirs.Bytes * 1e-6,
                Peer,
                theirs.Bytes / ours.Bytes,
                0,
                Joined("the largest resident memory less that before", where)
            )
            {
                Limit = Limit,
            },
            new(
                $"{Name}, training",
                "tokens/s",
                tokens / ours.Seconds,
                tokens / theirs.Seconds,
                Peer,
                theirs.Seconds / ours.Seconds,
                0.7,
                Joined("the second step", "the forward pass of blocks is a third of their operations", where)
            ),
        ];
    }

    private (double Bytes, double Seconds, IReadOnlyList<float> Losses) Measured(
        TransformerConfig config,
        Recompute recompute,
        BenchContext context
    )
    {
        var losses = new List<float>();
        var seconds = 0.0;
        var bytes = AddedMemory.Of(() =>
        {
            using var work = TrainingWorkloads.Ours(config, Batch, recompute: recompute);
            for (var step = 0; step < Steps; step++)
            {
                using var scope = torch.NewDisposeScope();
                var start = context.Clock.GetTimestamp();
                losses.Add(work.Run()[0].item<float>());
                seconds = context.Clock.GetElapsedTime(start).TotalSeconds;
            }
        });
        return (bytes, seconds, losses);
    }
}
