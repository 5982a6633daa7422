using System.Globalization;
using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Benches.Measures;

/// <summary>
/// Attention of one new token for each of several sequences to long caches, which together are larger than the processor's caches: how fast
/// keys and values are read, beside copying memory.
/// </summary>
/// <param name="Tokens">S, the keys of each sequence.</param>
internal sealed record DecodingBandwidth(int Tokens) : Measure($"decoding, attention to {Tokens} keys, share of copy bandwidth")
{
    private const int Batch = 32;
    private const double Goal = 0.8;

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var threads = context.Threads[^1];
        var (heads, width) = (AttentionWorkloads.Heads, AttentionWorkloads.Width);
        using var guard = no_grad();
        var q = Philox.normal([Batch, heads, 1, width], RandomStream.Named(0, "bench/q"));
        var (k, v) = (Cache("k"), Cache("v"));
        using var work = new Workload(() => FusedAttention.attention(q, k, v, AttentionTerms.CausalOnly).Dispose(), q, k, v);
        var bytes = 2.0 * sizeof(float) * Batch * heads * Tokens * width;
        var (speeds, copies) = (new List<double>(), new List<double>());
        for (var round = 0; round < context.Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            speeds.Add(bytes / InterleavedTimer.MedianSeconds(work, threads, context.Clock) * 1e-9);
            copies.Add(MachineCeilings.CopyGigabytesPerSecond(context.Clock));
        }
        var (mine, copy) = (speeds.Order().ElementAt(speeds.Count / 2), copies.Order().ElementAt(copies.Count / 2));
        return
        [
            new(
                Name,
                "GB/s",
                mine,
                copy,
                "a copy of 256 MB",
                mine / copy,
                Goal,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Batch} sequences, {heads} heads of {width}: {bytes * 1e-6:0} MB read, on {BenchContext.ThreadsText(threads)}"
                )
            ),
        ];

        Tensor Cache(string name) => Philox.normal([Batch, heads, Tokens, width], RandomStream.Named(0, $"bench/{name}"));
    }
}
