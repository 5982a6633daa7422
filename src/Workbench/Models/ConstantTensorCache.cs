using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>
/// Constant tensors that forward passes share (masks, tables), one for each key, device and dtype. They are outside every dispose scope and
/// go with their module, or when there are more than a few: lengths change while decoding.
/// </summary>
sealed class ConstantTensorCache<TKey> : IDisposable
    where TKey : notnull
{
    const int Limit = 16;

    readonly Dictionary<(TKey, string, ScalarType), Tensor> _tables = [];

    public Tensor Get(TKey key, Tensor like, Func<Tensor> make) => Get(key, like.device, like.dtype, make);

    public Tensor Get(TKey key, Device device, ScalarType dtype, Func<Tensor> make)
    {
        var whole = (key, device.ToString(), dtype);
        if (_tables.TryGetValue(whole, out var found))
            return found;
        if (_tables.Count >= Limit)
            Dispose();
        using var scope = NewDisposeScope();
        using var off = no_grad();
        // A table made in inference mode could not be used in a training step later.
        using var normal = inference_mode(false);
        return _tables[whole] = make().to(dtype, device).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var table in _tables.Values)
            table.Dispose();
        _tables.Clear();
    }
}
