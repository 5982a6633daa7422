using System.Globalization;
using TorchSharp;
using Workbench.Kernels;
using Workbench.Operations;

namespace Workbench.Benches.Measures;

/// <summary>
/// A matrix product of the presets' training steps, or of decoding: torch's mm as it runs here against libtorch's own kernel.
/// </summary>
/// <param name="M">Rows of the result.</param>
/// <param name="N">Its columns.</param>
/// <param name="K">The terms of each of its numbers.</param>
/// <param name="Layout">How the matrices lie.</param>
internal sealed record ProductMeasure(int M, int N, int K, MatrixLayout Layout)
    : Measure(string.Create(CultureInfo.InvariantCulture, $"product, {M} x {N} x {K}{Transposed(Layout)}"))
{
    /// <summary>Linear layers of tiny-gpt (768 tokens) and small-gpt (2,048) with their gradients, a large head, one token.</summary>
    public static IReadOnlyList<ProductMeasure> All { get; } =
    [
        .. Layer(768, 384, 128),
        .. Layer(768, 128, 128),
        .. Layer(768, 512, 128),
        .. Layer(768, 128, 512),
        .. Layer(768, 65, 128),
        .. Layer(2048, 1152, 384),
        .. Layer(2048, 384, 384),
        .. Layer(2048, 1536, 384),
        .. Layer(2048, 384, 1536),
        .. Layer(2048, 65, 384),
        .. Layer(2048, 8192, 256),
        new(1, 1536, 384, MatrixLayout.SecondTransposed),
    ];

    // Forward, to the input, to the weight.
    private static IEnumerable<ProductMeasure> Layer(int rows, int to, int from) =>
        [
            new(rows, to, from, MatrixLayout.SecondTransposed),
            new(rows, from, to, MatrixLayout.Plain),
            new(to, from, rows, MatrixLayout.FirstTransposed),
        ];

    private static string Transposed(MatrixLayout layout) =>
        layout switch
        {
            MatrixLayout.FirstTransposed => ", first transposed",
            MatrixLayout.SecondTransposed => ", second transposed",
            _ => "",
        };

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var found = new List<Comparison>();
        foreach (var threads in context.Threads)
        {
            cancellation.ThrowIfCancellationRequested();
            torch.set_num_threads(threads);
            var times =
                MatrixProductTimes.Measure(M, N, K, Layout, clock: context.Clock)
                ?? throw new InvalidInputException(
                    "products are measured through the native kernels' library",
                    "it is not loaded",
                    null,
                    $"{new CommandRef("doctor")} says why."
                );
            var speed = 2e-9 * M * N * K / times.Operator;
            var name = $"{Name}, {BenchContext.ThreadsText(threads)}";
            found.Add(new(name, "GFLOP/s", speed, speed / times.Ratio, "libtorch's mm", times.Ratio, 0.95, "in turns: medians"));
        }
        return found;
    }
}
