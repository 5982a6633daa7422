using TorchSharp;

namespace Workbench.Data;

/// <summary>Sequences of one training step, or of one slice of an evaluation.</summary>
/// <param name="Inputs">Tokens, int64 [B, T].</param>
/// <param name="Targets">The token to predict at each position, int64 [B, T]; <see cref="Ignored"/> at positions without a
/// prediction.</param>
public sealed record Batch(torch.Tensor Inputs, torch.Tensor Targets) : IDisposable
{
    /// <summary>The target of positions that the loss ignores (PyTorch's default <c>ignore_index</c>).</summary>
    public const long Ignored = -100;

    /// <summary>Sequences in the batch, B.</summary>
    public long Count => Inputs.shape[0];

    /// <summary>Tokens per sequence, T.</summary>
    public long Context => Inputs.shape[1];

    /// <inheritdoc/>
    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }
}
