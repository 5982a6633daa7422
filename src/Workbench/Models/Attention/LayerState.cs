namespace Workbench.Models.Attention;

/// <summary>What the attention of one block remembers while decoding. Its tensors are outside every dispose scope.</summary>
public abstract class LayerState : IDisposable
{
    /// <summary>Numbers remembered, for all sequences together.</summary>
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
