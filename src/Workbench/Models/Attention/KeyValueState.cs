using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>Key/value cache of softmax attention. The capacity doubles when exceeded, so that reading n tokens copies O(n)
/// elements.</summary>
/// <param name="window">Number of keys that a token sees, including its own; older keys are dropped. Default 0: keeps all keys.</param>
internal sealed class KeyValueState(long window = 0) : LayerState
{
    private Tensor? _keys; // [G, B, room, K]
    private Tensor? _values; // [G, B, room, K]
    private long _first; // index of the first kept key
    private long _length;

    public override long Elements => _keys is null ? 0 : 2 * _keys.shape[0] * _keys.shape[1] * _length * _keys.shape[3];

    /// <summary>Appends [G, B, n, K] and returns views of all keys and values that these tokens may see, [G, B, S, K].</summary>
    public (Tensor Keys, Tensor Values) Append(Tensor k, Tensor v)
    {
        var count = k.shape[2];
        if (_keys is null || _first + _length + count > _keys.shape[2])
        {
            (_keys, _values) = (Moved(_keys, k), Moved(_values, v));
            _first = 0;
        }
        using (var room = _keys.narrow(2, _first + _length, count))
            room.copy_(k);
        using (var room = _values!.narrow(2, _first + _length, count))
            room.copy_(v);
        _length += count;
        var seen = (_keys.narrow(2, _first, _length), _values.narrow(2, _first, _length));
        // The next token adds its own key, so keep one fewer than the window.
        var kept = window == 0 ? _length : Math.Min(_length, window - 1);
        (_first, _length) = (_first + _length - kept, kept);
        return seen;
    }

    public override LayerState Take(Tensor rows)
    {
        var taken = new KeyValueState(window) { _first = _first, _length = _length };
        if (_keys is not null)
            (taken._keys, taken._values) = (
                _keys.index_select(1, rows).DetachFromDisposeScope(),
                _values!.index_select(1, rows).DetachFromDisposeScope()
            );
        return taken;
    }

    private Tensor Moved(Tensor? from, Tensor added)
    {
        var shape = added.shape;
        shape[2] = Math.Max(_length + added.shape[2], Math.Max(32, 2 * _length));
        var bigger = empty(shape, added.dtype, added.device).DetachFromDisposeScope();
        if (from is not null)
        {
            using var scope = NewDisposeScope();
            bigger.narrow(2, 0, _length).copy_(from.narrow(2, _first, _length));
            from.Dispose();
        }
        return bigger;
    }

    protected override void Dispose(bool disposing)
    {
        _keys?.Dispose();
        _values?.Dispose();
        (_keys, _values) = (null, null);
    }
}
