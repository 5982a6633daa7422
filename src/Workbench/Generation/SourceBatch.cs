using static TorchSharp.torch;

namespace Workbench.Generation;

/// <summary>Sources of different lengths for an encoder, filled up to the longest.</summary>
internal sealed class SourceBatch : IDisposable
{
    /// <param name="sources">The sources, at least one token each.</param>
    /// <param name="device">The device of the model.</param>
    public SourceBatch(IReadOnlyList<IReadOnlyList<int>> sources, Device device)
    {
        var length = sources.Max(source => source.Count);
        var values = sources.SelectMany(source => source.Concat(Enumerable.Repeat(0, length - source.Count)));
        var padding = sources.SelectMany(source => Enumerable.Range(0, length).Select(at => at >= source.Count));
        long[] shape = [sources.Count, length];
        Tokens = tensor(values.Select(token => (long)token).ToArray(), shape, ScalarType.Int64, device).DetachFromDisposeScope();
        Padding = tensor(padding.ToArray(), shape, ScalarType.Bool, device).DetachFromDisposeScope();
    }

    /// <summary>[B, S] int64.</summary>
    public Tensor Tokens { get; }

    /// <summary>[B, S] bool: true after the end of a source.</summary>
    public Tensor Padding { get; }

    public void Dispose()
    {
        Tokens.Dispose();
        Padding.Dispose();
    }
}
