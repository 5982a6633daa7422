using System.Globalization;
using TorchSharp;

namespace Workbench.Benches.Measures;

/// <summary>
/// That causal attention runs where an array of all pairs would not fit: its memory against two such arrays, which are counted, not made.
/// </summary>
/// <param name="Tokens">T.</param>
internal sealed record LongAttention(int Tokens) : Measure($"attention, memory added, T = {Tokens}")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        torch.set_num_threads(context.Threads[^1]);
        using var work = AttentionWorkloads.Ours(Tokens);
        var start = context.Clock.GetTimestamp();
        var bytes = AddedMemory.Of(() => work.Run());
        var seconds = context.Clock.GetElapsedTime(start).TotalSeconds;
        var pairs = 2.0 * sizeof(float) * Tokens * Tokens * AttentionWorkloads.Heads;
        return
        [
            new(
                Name,
                "MB",
                bytes * 1e-6,
                pairs * 1e-6,
                "scores and weights as arrays",
                pairs / bytes,
                20,
                Joined(
                    "the arrays are counted, not made",
                    string.Create(CultureInfo.InvariantCulture, $"forward and backward took {seconds:0.0} s"),
                    $"on {BenchContext.ThreadsText(context.Threads[^1])}",
                    context.Ceilings.Roofline((AttentionWorkloads.Flops(Tokens), 0))
                )
            ),
        ];
    }
}
