using TorchSharp;
using Workbench.Models.Attention;

namespace Workbench.Models;

/// <summary>
/// State of incremental decoding: the key/value cache of softmax attention, the sums of linear attention, what an encoder has read. Must be
/// disposed.
/// </summary>
public sealed class DecodingState : IDisposable
{
    internal DecodingState(int batch, IReadOnlyList<LayerState> layers) => (Batch, Layers) = (batch, layers);

    /// <summary>The number of sequences.</summary>
    public int Batch { get; }

    /// <summary>Number of tokens read per sequence.</summary>
    public int Length { get; internal set; }

    /// <summary>Number of elements in the state, over all sequences; of a source, its keys and values in all blocks.</summary>
    public long Elements => Layers.Sum(one => one.Elements) + Memories.Sum(one => one.Elements);

    internal IReadOnlyList<LayerState> Layers { get; }

    /// <summary>The encoder's output; its tensors are outside every dispose scope.</summary>
    internal SourceMemory Source { get; init; }

    /// <summary>Keys and values of the encoder's output, by block; empty without an encoder.</summary>
    internal IReadOnlyList<MemoryState> Memories { get; init; } = [];

    /// <summary>The state of some of the sequences, in the order given; a sequence may be taken several times. This state stays as it
    /// is.</summary>
    /// <param name="rows">Indices of sequences, at least one.</param>
    /// <exception cref="NotSupportedException">An attention mechanism of the model does not support it.</exception>
    public DecodingState Take(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var indices = torch.tensor(rows.Select(row => (long)row).ToArray());
        return new(rows.Count, [.. Layers.Select(layer => layer.Take(indices))])
        {
            Length = Length,
            Source = new(
                Source.Output?.index_select(0, indices).DetachFromDisposeScope(),
                Source.Padding?.index_select(0, indices).DetachFromDisposeScope()
            ),
            Memories = [.. Memories.Select(one => one.Take(indices))],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in Layers.Concat<IDisposable>(Memories))
            layer.Dispose();
        Source.Output?.Dispose();
        Source.Padding?.Dispose();
    }
}
