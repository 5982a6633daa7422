using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>The keys and values of full attention. Room doubles as it fills, so that reading n tokens copies O(n).</summary>
sealed class KeyValueState : LayerState
{
    Tensor? _keys; // [G, B, room, K]
    Tensor? _values; // [G, B, room, K]
    long _length;

    public override long Elements => _keys is null ? 0 : 2 * _keys.shape[0] * _keys.shape[1] * _length * _keys.shape[3];

    /// <summary>Appends [G, B, n, K] and gives all that is remembered, [G, B, S, K], as views of it.</summary>
    public (Tensor Keys, Tensor Values) Append(Tensor k, Tensor v)
    {
        var count = k.shape[2];
        Grow(ref _keys, k, _length + count);
        Grow(ref _values, v, _length + count);
        using (var room = _keys!.narrow(2, _length, count))
            room.copy_(k);
        using (var room = _values!.narrow(2, _length, count))
            room.copy_(v);
        _length += count;
        return (_keys.narrow(2, 0, _length), _values.narrow(2, 0, _length));
    }

    void Grow(ref Tensor? buffer, Tensor like, long needed)
    {
        if (buffer is not null && buffer.shape[2] >= needed)
            return;
        var shape = like.shape;
        shape[2] = Math.Max(needed, 2 * (buffer?.shape[2] ?? 16));
        var bigger = empty(shape, like.dtype, like.device).DetachFromDisposeScope();
        if (buffer is not null)
        {
            using var scope = NewDisposeScope();
            bigger.narrow(2, 0, _length).copy_(buffer.narrow(2, 0, _length));
            buffer.Dispose();
        }
        buffer = bigger;
    }

    protected override void Dispose(bool disposing)
    {
        _keys?.Dispose();
        _values?.Dispose();
        (_keys, _values) = (null, null);
    }
}
