using TorchSharp;
using Workbench.Models.Attention;

namespace Workbench.Models;

/// <summary>
/// State of incremental decoding: the key/value cache of softmax attention, the sums of linear attention. Must be disposed.
/// </summary>
public sealed class DecodingState : IDisposable
{
    internal DecodingState(int batch, IReadOnlyList<LayerState> layers) => (Batch, Layers) = (batch, layers);

    /// <summary>The number of sequences.</summary>
    public int Batch { get; }

    /// <summary>Number of tokens read per sequence.</summary>
    public int Length { get; internal set; }

    /// <summary>Number of elements in the state, over all sequences.</summary>
    public long Elements => Layers.Sum(one => one.Elements);

    internal IReadOnlyList<LayerState> Layers { get; }

    /// <summary>The state of some of the sequences, in the order given; a sequence may be taken several times. This state stays as it
    /// is.</summary>
    /// <param name="rows">Indices of sequences, at least one.</param>
    /// <exception cref="NotSupportedException">An attention mechanism of the model does not support it.</exception>
    public DecodingState Take(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var indices = torch.tensor(rows.Select(row => (long)row).ToArray());
        return new(rows.Count, [.. Layers.Select(layer => layer.Take(indices))]) { Length = Length };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in Layers)
            layer.Dispose();
    }
}
