using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>
/// Cache of constant tensors (masks, tables) by key, device and dtype. The tensors are outside every dispose scope. They are disposed with
/// their module, or all at once when the cache is full, which happens because lengths change during decoding.
/// </summary>
internal sealed class ConstantTensorCache<TKey> : IDisposable
    where TKey : notnull
{
    private const int Limit = 16;

    private readonly Dictionary<(TKey, string, ScalarType), Tensor> _tables = [];

    public Tensor Get(TKey key, Tensor like, Func<Tensor> make) => Get(key, like.device, like.dtype, make);

    public Tensor Get(TKey key, Device device, ScalarType dtype, Func<Tensor> make)
    {
        var entry = (key, device.ToString(), dtype);
        if (_tables.TryGetValue(entry, out var found))
            return found;
        if (_tables.Count >= Limit)
            Dispose();
        using var scope = NewDisposeScope();
        using var off = no_grad();
        // A tensor created in inference mode could not be used in a later training step.
        using var normal = inference_mode(false);
        return _tables[entry] = make().to(dtype, device).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var table in _tables.Values)
            table.Dispose();
        _tables.Clear();
    }
}
