using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>Keys and values of the encoder's output in one block of the decoder, computed at the first step.</summary>
internal sealed class MemoryState : IDisposable
{
    private Tensor? _keys; // [G, B, S, K]
    private Tensor? _values; // [G, B, S, K]

    public long Elements => (_keys?.NumberOfElements ?? 0) + (_values?.NumberOfElements ?? 0);

    /// <summary>The keys and values, computed when they are not yet known.</summary>
    public (Tensor Keys, Tensor Values) Get(Func<(Tensor Keys, Tensor Values)> compute)
    {
        if (_keys is null)
        {
            var (keys, values) = compute();
            (_keys, _values) = (keys.clone().DetachFromDisposeScope(), values.clone().DetachFromDisposeScope());
        }
        return (_keys, _values!);
    }

    public MemoryState Take(Tensor rows) =>
        new()
        {
            _keys = _keys?.index_select(1, rows).DetachFromDisposeScope(),
            _values = _values?.index_select(1, rows).DetachFromDisposeScope(),
        };

    public void Dispose()
    {
        _keys?.Dispose();
        _values?.Dispose();
        (_keys, _values) = (null, null);
    }
}
