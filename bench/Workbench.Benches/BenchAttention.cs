using System.Globalization;
using Workbench.Benches.Measures;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>Attention against libtorch's own: time, memory, what its terms cost, linear forms, decoding.</summary>
/// <param name="host">Clock, folders.</param>
public sealed class BenchAttention(HostEnvironment host) : Bench(host)
{
    private const int TermTokens = 4096,
        CostTokens = 2048,
        Window = 256,
        KeyHeads = 2,
        MemoryTokens = 4096,
        LongTokens = 16384,
        CachedTokens = 4096,
        Sequences = 32,
        Few = 2048,
        Decoded = 32;

    private static readonly TransformerConfig DecodedModel = ModelPresets.Named("small-gpt") with { Vocabulary = 65 };

    /// <inheritdoc/>
    public override string Name => "attention";

    /// <inheritdoc/>
    public override string Summary =>
        "Attention forward and backward, memory, terms, linear forms, decoding: against TorchSharp (some minutes, on a quiet machine)";

    /// <inheritdoc/>
    internal override IReadOnlyList<Measure> Measures(BenchOptions options)
    {
        var decoding = new DecodingWorkloads(DecodedModel, Decoded);
        return
        [
            .. new[] { (512, 2.2), (1024, 1.8), (2048, 1.5), (4096, 1.5), (8192, 1.5) }.Select(one => Causal(one.Item1, one.Item2)),
            .. new[] { (512, 2.5), (2048, 3.0), (4096, 3.0) }.Select(one => Bf16(one.Item1, one.Item2)),
            new TimeMeasure(
                $"attention with ALiBi, T = {TermTokens}",
                () => AttentionWorkloads.OursWithAlibi(TermTokens),
                Masked(2.5, () => AttentionWorkloads.LibraryWithAlibi(TermTokens))
            ),
            new TimeMeasure(
                $"attention with a window of {Window}, T = {TermTokens}",
                () => AttentionWorkloads.OursWithWindow(TermTokens, Window),
                Masked(6, () => AttentionWorkloads.LibraryWithWindow(TermTokens, Window))
            ),
            Cost("ALiBi", () => AttentionWorkloads.OursWithAlibi(CostTokens)),
            Cost($"a window of {Window}", () => AttentionWorkloads.OursWithWindow(CostTokens, Window)),
            Cost($"{KeyHeads} key/value heads", () => AttentionWorkloads.Ours(CostTokens, KeyHeads)),
            new MemoryMeasure(
                $"attention, memory added, T = {MemoryTokens}",
                small => AttentionWorkloads.Ours(small ? 128 : MemoryTokens),
                small => AttentionWorkloads.Library(small ? 128 : MemoryTokens),
                0.9
            )
            {
                Note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"output and gradients are {AttentionWorkloads.Bytes(MemoryTokens) / 2 * 1e-6:0.0} MB"
                ),
            },
            new LongAttention(LongTokens),
            .. new[] { 2048, 4096, 8192, LongTokens }.Select(tokens => new TimeMeasure(
                $"linear attention, forward and backward, T = {tokens}",
                () => AttentionWorkloads.Linear(tokens),
                new Peer("our full attention", 1, new Contender("", () => AttentionWorkloads.Ours(tokens)))
            )),
            new TimeMeasure(
                $"linear attention, growth from T = {Few} to {LongTokens}",
                () => AttentionWorkloads.Linear(LongTokens),
                new Peer($"{LongTokens / Few} x T = {Few}", 0.9, new Contender("", () => AttentionWorkloads.Linear(Few)))
                {
                    Times = (double)LongTokens / Few,
                }
            )
            {
                Note = "a ratio of 1 is linear",
            },
            // The caches of all sequences together are larger than the processor's.
            new CeilingShare(
                $"reading a cache of {CachedTokens} keys, share of copy bandwidth",
                () => AttentionWorkloads.Cached(Sequences, CachedTokens),
                AttentionWorkloads.CacheBytes(Sequences, CachedTokens),
                Ceiling.Copy,
                0.8,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Sequences} sequences, {AttentionWorkloads.Heads} heads of {AttentionWorkloads.Width}: "
                        + $"{AttentionWorkloads.CacheBytes(Sequences, CachedTokens) * 1e-6:0} MB read"
                )
            ),
            new CrossingMeasure("linear attention", AttentionWorkloads.Linear, tokens => AttentionWorkloads.Ours(tokens), Few),
            new CrossingMeasure("delta rule", AttentionWorkloads.Delta, tokens => AttentionWorkloads.Ours(tokens), Few),
            new TimeMeasure(
                $"decoding, small-gpt, the last {Decoded} of {DecodedModel.Context} tokens",
                decoding.Ours,
                new Peer("TorchSharp, the window again", 10, new Contender("", decoding.Again)) { IsLibtorch = true },
                new Peer("TorchSharp, with a cache", 1, new Contender("", decoding.WithCache)) { IsLibtorch = true }
            )
            {
                Tokens = Decoded,
                // Every weight is read once a token, and the cache.
                Least = (
                    Decoded * DecodedModel.FlopsPerToken(DecodedModel.Context),
                    Decoded * (sizeof(float) * (double)DecodedModel.ParameterCount() + DecodedModel.StateBytes(DecodedModel.Context))
                ),
            },
        ];
    }

    private static TimeMeasure Causal(int tokens, double goal) =>
        new(
            $"attention, forward and backward, T = {tokens}",
            () => AttentionWorkloads.Ours(tokens),
            Peer.TorchSharp(goal, () => AttentionWorkloads.Library(tokens))
        )
        {
            Least = (AttentionWorkloads.Flops(tokens), AttentionWorkloads.Bytes(tokens)),
        };

    private static TimeMeasure Bf16(int tokens, double goal) =>
        new(
            $"attention, forward and backward, bf16, T = {tokens}",
            () => AttentionWorkloads.Ours(tokens, precision: ProductPrecision.Bf16),
            Peer.TorchSharp(goal, () => AttentionWorkloads.LibraryBf16(tokens)) with
            {
                Name = "TorchSharp in bf16",
            },
            new Peer("ours in float32", 0, new Contender("", () => AttentionWorkloads.Ours(tokens)))
        )
        {
            Least = (AttentionWorkloads.Flops(tokens), AttentionWorkloads.Bytes(tokens)),
            Precision = ProductPrecision.Bf16,
            Note = $"our tensors are float32, rounding them counts (units: {MixedPrecision.Units}); TorchSharp's are bf16",
        };

    private static Peer Masked(double goal, Func<Workload> library) =>
        Peer.TorchSharp(goal, library) with
        {
            Name = "TorchSharp, additive mask",
        };

    // A tenth is to be seen, on machines that waver by as much: in more rounds than a peer needs.
    private static TimeMeasure Cost(string term, Func<Workload> work) =>
        new(
            $"cost of {term}, T = {CostTokens}",
            work,
            new Peer("our plain causal attention", 1 / 1.1, new Contender("", () => AttentionWorkloads.Ours(CostTokens)))
        )
        {
            Note = "at most 10 % more",
            Repeats = 3,
        };
}
