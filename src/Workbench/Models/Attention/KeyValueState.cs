using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>The keys and values of full attention. Room doubles as it fills, so that reading n tokens copies O(n).</summary>
sealed class KeyValueState : LayerState
{
    Tensor? keys; // [G, B, room, K]
    Tensor? values; // [G, B, room, K]
    long length;

    public override long Elements => keys is null ? 0 : 2 * keys.shape[0] * keys.shape[1] * length * keys.shape[3];

    /// <summary>Appends [G, B, n, K] and gives all that is remembered, [G, B, S, K], as views of it.</summary>
    public (Tensor Keys, Tensor Values) Append(Tensor k, Tensor v)
    {
        var count = k.shape[2];
        Grow(ref keys, k, length + count);
        Grow(ref values, v, length + count);
        using (var room = keys!.narrow(2, length, count))
            room.copy_(k);
        using (var room = values!.narrow(2, length, count))
            room.copy_(v);
        length += count;
        return (keys.narrow(2, 0, length), values.narrow(2, 0, length));
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
            bigger.narrow(2, 0, length).copy_(buffer.narrow(2, 0, length));
            buffer.Dispose();
        }
        buffer = bigger;
    }

    protected override void Dispose(bool disposing)
    {
        keys?.Dispose();
        values?.Dispose();
        (keys, values) = (null, null);
    }
}
