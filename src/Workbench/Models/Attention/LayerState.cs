namespace Workbench.Models.Attention;

/// <summary>Decoding state of one block's attention. Its tensors are outside every dispose scope.</summary>
public abstract class LayerState : IDisposable
{
    /// <summary>Number of elements in the state, over all sequences.</summary>
    public abstract long Elements { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the tensors.</summary>
    protected abstract void Dispose(bool disposing);
}
