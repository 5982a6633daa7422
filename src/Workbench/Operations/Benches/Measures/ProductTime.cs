using System.Globalization;
using TorchSharp;
using Workbench.Kernels;

namespace Workbench.Operations.Benches.Measures;

/// <summary>A matrix product of the presets' training steps, or of decoding, through its torch operator against dnnl_sgemm itself.</summary>
/// <param name="m">Rows of the result.</param>
/// <param name="n">Its columns.</param>
/// <param name="k">The terms of each of its numbers.</param>
/// <param name="layout">How the matrices lie.</param>
internal sealed class ProductTime(int m, int n, int k, MatrixLayout layout) : Measure
{
    /// <summary>Linear layers of tiny-gpt (768 tokens) and small-gpt (2,048) with their gradients, a large head, one token.</summary>
    public static IReadOnlyList<ProductTime> All { get; } =
    [
        .. Layer(768, 384, 128), .. Layer(768, 128, 128), .. Layer(768, 512, 128), .. Layer(768, 128, 512), .. Layer(768, 65, 128),
        .. Layer(2048, 1152, 384), .. Layer(2048, 384, 384), .. Layer(2048, 1536, 384), .. Layer(2048, 384, 1536), .. Layer(2048, 65, 384),
        .. Layer(2048, 8192, 256), new(1, 1536, 384, MatrixLayout.SecondTransposed),
    ];

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"product, {m} x {n} x {k}{Transposed}");

    private string Transposed => layout switch
    {
        MatrixLayout.FirstTransposed => ", first transposed",
        MatrixLayout.SecondTransposed => ", second transposed",
        _ => "",
    };

    // Forward, to the input, to the weight.
    private static IEnumerable<ProductTime> Layer(int rows, int to, int from) =>
        [new(rows, to, from, MatrixLayout.SecondTransposed), new(rows, from, to, MatrixLayout.Plain), new(to, from, rows, MatrixLayout.FirstTransposed)];

    public override async Task<IReadOnlyList<Comparison>> Take(Ground ground, CancellationToken cancellation)
    {
        var found = new List<Comparison>();
        foreach (var threads in ground.Threads)
        {
            var times = await OwnThread.Run(() =>
            {
                torch.set_num_threads(threads);
                return MatrixProductTimes.Measure(m, n, k, layout, clock: ground.Clock);
            }, cancellation).ConfigureAwait(false)
                ?? throw new InvalidInputException("dnnl_sgemm is asked through the native kernels' library", "it is not loaded", null, "./workbench doctor says why.");
            var work = 2e-9 * m * n * k;
            found.Add(new($"{Name}, {PeerSetting.ThreadsText(threads)}", "GFLOP/s", work / times.Operator, work / times.OneDnn, "dnnl_sgemm", times.Ratio, 0.9,
                "mm and dnnl_sgemm with threads of its own, in turns: medians"));
        }
        return found;
    }
}
