using Workbench.Models.Attention;

namespace Workbench.Models;

/// <summary>
/// What a model remembers of the tokens it has read: keys and values of full attention, sums of the linear forms. Dispose it.
/// </summary>
public sealed class DecodingState : IDisposable
{
    internal DecodingState(int batch, IReadOnlyList<LayerState> layers) => (Batch, Layers) = (batch, layers);

    /// <summary>The number of sequences.</summary>
    public int Batch { get; }

    /// <summary>Tokens read of each.</summary>
    public int Length { get; internal set; }

    /// <summary>Numbers remembered, for all sequences together.</summary>
    public long Elements => Layers.Sum(one => one.Elements);

    internal IReadOnlyList<LayerState> Layers { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in Layers)
            layer.Dispose();
    }
}
