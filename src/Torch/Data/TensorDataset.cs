using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Samples that are the elements of tensors along their first dimensions. The tensors stay the caller's.</summary>
public class TensorDataset : utils.data.IterableDataset
{
    private readonly Tensor[] _tensors;

    internal TensorDataset(Tensor[] tensors)
    {
        if (tensors.Length == 0) throw new ArgumentException("A data set of tensors needs at least one.");
        var count = tensors[0].shape[0];
        if (tensors.Any(tensor => tensor.shape[0] != count)) throw new ArgumentException("All tensors must have the same first dimension size.");
        _tensors = tensors;
    }

    /// <summary>The sample of a number: an element of each tensor.</summary>
    public IList<Tensor> this[long index] => [.. _tensors.Select(tensor => tensor.select(0, index))];

    /// <inheritdoc/>
    public override long Count => _tensors[0].shape[0];

    /// <inheritdoc/>
    public override IList<Tensor> GetTensor(long index) => this[index];
}
