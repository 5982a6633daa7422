using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>Decoding state of one block's attention. Its tensors are outside every dispose scope.</summary>
public abstract class LayerState : IDisposable
{
    /// <summary>Number of elements in the state, over all sequences.</summary>
    public abstract long Elements { get; }

    /// <summary>The state of some of the sequences, in the order given; a sequence may be taken several times. This state stays as it
    /// is.</summary>
    /// <param name="rows">[n] int64: indices of sequences.</param>
    /// <exception cref="NotSupportedException">The mechanism's state cannot be taken apart (the default), so that no beams can be
    /// followed.</exception>
    public virtual LayerState Take(Tensor rows) => throw new NotSupportedException($"{GetType().Name} cannot be taken apart by sequences");

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the tensors.</summary>
    protected abstract void Dispose(bool disposing);
}
