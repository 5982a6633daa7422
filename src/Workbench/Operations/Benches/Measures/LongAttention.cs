using System.Globalization;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches.Measures;

/// <summary>That causal attention runs where an array of all pairs would not fit: its memory against two such arrays, which are counted, not made.</summary>
internal sealed class LongAttention : Measure
{
    private const int Tokens = 16384;

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"attention, memory added, T = {Tokens}");

    public override async Task<IReadOnlyList<Comparison>> Take(Ground ground, CancellationToken cancellation)
    {
        var (bytes, seconds) = await OwnThread.Run(() =>
        {
            set_num_threads(ground.Threads[^1]);
            using var work = AttentionInputs.BothWays(Tokens, AttentionInputs.Heads, AttentionTerms.CausalOnly);
            var start = ground.Clock.GetTimestamp();
            var added = OurMemory.Added(work.Once);
            return (added, ground.Clock.GetElapsedTime(start).TotalSeconds);
        }, cancellation).ConfigureAwait(false);
        var pairs = 2.0 * 4 * Tokens * Tokens * AttentionInputs.Heads;
        return
        [
            new(Name, "MB", bytes * 1e-6, pairs * 1e-6, "scores and weights as arrays", pairs / bytes, 20,
                string.Create(CultureInfo.InvariantCulture, $"the arrays are counted, not made; forward and backward took {seconds:0.0} s on {PeerSetting.ThreadsText(ground.Threads[^1])}; {ground.Ceilings.Roofline(AttentionInputs.Flops(Tokens), 0)}")),
        ];
    }
}
