using System.Globalization;
using Workbench.Benches.Measures;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>Each native kernel against libtorch's operators for the same work.</summary>
/// <param name="host">Clock, folders.</param>
public sealed class BenchKernels(HostEnvironment host) : Bench(host)
{
    private const int HeadRows = 1024,
        HeadWidth = 256,
        LargeVocabulary = 32768,
        Looked = 2048;

    /// <inheritdoc/>
    public override string Name => "kernels";

    /// <inheritdoc/>
    public override string Summary =>
        "Each native kernel against libtorch's operators for the same work (some minutes, on a quiet machine)";

    /// <inheritdoc/>
    internal override IReadOnlyList<Measure> Measures(BenchOptions options)
    {
        var head = KernelWorkloads.HeadLoss(HeadRows, HeadWidth, LargeVocabulary);
        var smallHead = KernelWorkloads.HeadLoss(16, HeadWidth, 64);
        return
        [
            // x, branch and the gradient are read, the result and one gradient are written.
            Pair("x + branch and its layernorm, 768 x 128", KernelWorkloads.LayerNorm(768, 128), (0, 5.0 * sizeof(float) * 768 * 128)),
            Pair("x + branch and its layernorm, 2048 x 384", KernelWorkloads.LayerNorm(2048, 384), (0, 5.0 * sizeof(float) * 2048 * 384)),
            Tuned("x + branch and its rmsnorm, 2048 x 384", KernelWorkloads.RmsNorm(2048, 384), (0, 5.0 * sizeof(float) * 2048 * 384)),
            // Each input is read forward and backward and gets a gradient; the result is written and its gradient read.
            Pair("bias and gelu, 768 x 512", KernelWorkloads.Gelu(768, 512), (0, 5.0 * sizeof(float) * 768 * 512)),
            Pair("bias and gelu, 2048 x 1536", KernelWorkloads.Gelu(2048, 1536), (0, 5.0 * sizeof(float) * 2048 * 1536)),
            Pair("swiglu, 2048 x 1024", KernelWorkloads.SwiGlu(2048, 1024), (0, 8.0 * sizeof(float) * 2048 * 1024)),
            // Three products each.
            Around("linear, 768 x 128 to 384", KernelWorkloads.Linear(768, 128, 384), (6.0 * 768 * 128 * 384, 0)),
            Around("linear, 2048 x 384 to 1152", KernelWorkloads.Linear(2048, 384, 1152), (6.0 * 2048 * 384 * 1152, 0)),
            .. new[] { 1, 4 }.Select(rows => new TimeMeasure(
                $"linear in bf16, {rows} x 384 to 1536, forward",
                () => KernelWorkloads.Decoding(rows, 384, 1536, ProductPrecision.Bf16),
                new Peer(
                    "ours in float32",
                    0.9,
                    new Contender("", () => KernelWorkloads.Decoding(rows, 384, 1536, ProductPrecision.Float32))
                )
            )),
            Around("feed-forward network, 768 x 128 x 512", KernelWorkloads.Network(768, 128, 512), (12.0 * 768 * 128 * 512, 0)),
            Around("feed-forward network, 2048 x 384 x 1536", KernelWorkloads.Network(2048, 384, 1536), (12.0 * 2048 * 384 * 1536, 0)),
            // Three products: logits, and the gradients of x and of the weight.
            Pair(
                $"head and cross-entropy, {HeadRows} x {HeadWidth}, V = {LargeVocabulary}",
                head,
                (6.0 * HeadRows * HeadWidth * LargeVocabulary, 0)
            ),
            new MemoryMeasure(
                $"head and cross-entropy, memory added, V = {LargeVocabulary}",
                small => (small ? smallHead : head).Ours(),
                small => (small ? smallHead : head).Library(),
                8
            )
            {
                Note = $"the weight's gradient: {Megabytes(HeadWidth)}, all logits: {Megabytes(HeadRows)}",
            },
            Optimiser("tiny-gpt"),
            Optimiser("small-gpt"),
            // A dense gradient is written whole.
            Pair(
                $"embedding, {Looked} of {LargeVocabulary} x 256",
                KernelWorkloads.Embedding(LargeVocabulary, 256, Looked),
                (0, sizeof(float) * 256 * (LargeVocabulary + 3.0 * Looked))
            ),
            // Both are read and written, and so are their gradients; the sum that makes one output of two is not counted.
            Pair(
                "rope, queries and keys of 8 x 6 x 256 x 64",
                KernelWorkloads.Rope(8, 6, 256, 64),
                (0, 8.0 * sizeof(float) * 8 * 6 * 256 * 64)
            ),
            .. ProductMeasure.All,
        ];
    }

    private static string Megabytes(int rows) => string.Create(CultureInfo.InvariantCulture, $"{4e-6 * rows * LargeVocabulary:0} MB");

    private static TimeMeasure Optimiser(string preset)
    {
        var model = ModelPresets.Named(preset) with { Vocabulary = 65 };
        // The gradient is read twice, weights and moments are read and written.
        return Tuned($"clipping and AdamW, {preset}", KernelWorkloads.Optimiser(model), (0, 8.0 * sizeof(float) * model.ParameterCount()));
    }

    private static TimeMeasure Pair(string name, (Func<Workload> Ours, Func<Workload> Library) work, (double Flops, double Bytes) least) =>
        new(name, work.Ours, Peer.TorchSharp(1, work.Library)) { Least = least };

    private static TimeMeasure Around(
        string name,
        (Func<Workload> Ours, Func<Workload> Library) work,
        (double Flops, double Bytes) least
    ) => new(name, work.Ours, Peer.SameProducts(1, work.Library)) { Least = least };

    private static TimeMeasure Tuned(
        string name,
        (Func<Workload> Ours, Func<Workload> Library, Func<Workload> TorchScript) work,
        (double Flops, double Bytes) least
    ) =>
        new(name, work.Ours, Peer.TorchSharp(1, work.Library), Peer.Tuned(1, new Contender("TorchScript", work.TorchScript)))
        {
            Least = least,
        };
}
