using Workbench.Kernels;

namespace Workbench.Data;

/// <summary>
/// Batches of texts of similar lengths, so that little is padded: the texts of some steps are drawn together, sorted by length and cut into
/// batches, which come in a random order.
/// </summary>
internal static class Buckets
{
    private const int Steps = 32;

    /// <summary>The texts of a step's batch.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">0-based step.</param>
    /// <param name="batchSize">Texts in a batch.</param>
    /// <param name="count">Number of texts to draw from.</param>
    /// <param name="length">The length of a text.</param>
    public static int[] Rows(long seed, long step, int batchSize, int count, Func<int, int> length)
    {
        var group = step / Steps;
        var drawn = new long[batchSize * Steps];
        Philox.FillBelow(drawn, RandomStream.Named(seed, "batches", group), count);
        var order = Philox.Permutation(RandomStream.Named(seed, "batch order", group), Steps);
        // OrderBy is stable: equal lengths stay in the order of their draws.
        return [.. drawn.Select(row => (int)row).OrderBy(length).Skip((int)order[step % Steps] * batchSize).Take(batchSize)];
    }

    /// <summary>Some texts, evenly spaced over all, by length.</summary>
    /// <param name="windows">The most to take.</param>
    /// <param name="count">Number of texts.</param>
    /// <param name="length">The length of a text.</param>
    public static IEnumerable<int> Spaced(int windows, int count, Func<int, int> length)
    {
        var taken = Math.Min(windows, count);
        return Enumerable.Range(0, taken).Select(i => (int)((long)i * count / taken)).OrderBy(length);
    }

    /// <summary>Rows of different lengths as one array, filled up to the longest.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="filler">What fills the others up.</param>
    /// <param name="device">Device of the tensor.</param>
    /// <returns>int64 [B, T].</returns>
    public static TorchSharp.torch.Tensor Padded(IReadOnlyList<long>[] rows, long filler, TorchSharp.torch.Device device)
    {
        var length = rows.Max(row => row.Count);
        var values = new long[rows.Length * length];
        Array.Fill(values, filler);
        for (var i = 0; i < rows.Length; i++)
        for (var j = 0; j < rows[i].Count; j++)
            values[(i * length) + j] = rows[i][j];
        using var scope = TorchSharp.torch.NewDisposeScope();
        return TorchSharp.torch.tensor(values, [rows.Length, length]).to(device).MoveToOuterDisposeScope();
    }
}
