using TorchSharp;

namespace Workbench.Data;

/// <summary>What one step is trained on, or one slice of an evaluation.</summary>
/// <param name="Inputs">Tokens, int64 [B, T].</param>
/// <param name="Targets">The token that each position must predict, int64 [B, T]; <see cref="Ignored"/> where none is asked for.</param>
public sealed record Batch(torch.Tensor Inputs, torch.Tensor Targets) : IDisposable
{
    /// <summary>The target of a position that has no part in the loss (PyTorch's default <c>ignore_index</c>).</summary>
    public const long Ignored = -100;

    /// <summary>Sequences in the batch, B.</summary>
    public long Count => Inputs.shape[0];

    /// <summary>Tokens a sequence, T.</summary>
    public long Context => Inputs.shape[1];

    /// <inheritdoc/>
    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }
}
