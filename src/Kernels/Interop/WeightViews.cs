using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Records weights as views of themselves. libtorch copies a gradient that has other references when it accumulates it into a leaf, and
/// TorchSharp's handle of a returned gradient is still alive at that time. The gradient that a view passes on has no other reference and is
/// taken without a copy.
/// </summary>
internal readonly ref struct WeightViews : IDisposable
{
    private readonly List<Tensor> _views = [];

    /// <summary>Puts views in the place of weights.</summary>
    /// <param name="inputs">The inputs of a node.</param>
    /// <param name="weights">Indices of weights among the inputs.</param>
    internal WeightViews(Tensor?[] inputs, ReadOnlySpan<int> weights)
    {
        foreach (var i in weights)
            if (inputs[i] is { requires_grad: true, is_leaf: true } leaf)
                _views.Add(inputs[i] = leaf.view_as(leaf));
    }

    public void Dispose()
    {
        foreach (var view in _views)
            view.Dispose();
    }
}
