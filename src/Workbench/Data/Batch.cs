using TorchSharp;

namespace Workbench.Data;

/// <summary>Sequences of one training step, or of one slice of an evaluation.</summary>
/// <param name="Input">What the model reads.</param>
/// <param name="Targets">The token to predict at each position, int64 [B, T]; <see cref="Ignored"/> at positions without a
/// prediction.</param>
public sealed record Batch(ModelInput Input, torch.Tensor Targets) : IDisposable
{
    /// <summary>The target of positions that the loss ignores (PyTorch's default <c>ignore_index</c>).</summary>
    public const long Ignored = -100;

    /// <summary>UTF-8 bytes of text that the targets stand for; 0 where they are not counted. Needed for bits per byte.</summary>
    public long TargetBytes { get; init; }

    /// <summary>Tokens, int64 [B, T].</summary>
    public torch.Tensor Inputs => Input.Tokens;

    /// <summary>Sequences in the batch, B.</summary>
    public long Count => Inputs.shape[0];

    /// <summary>Tokens per sequence, T.</summary>
    public long Context => Inputs.shape[1];

    /// <summary>The number of targets that the loss does not ignore.</summary>
    internal long CountTargets()
    {
        using var counted = Targets.ne(Ignored);
        using var sum = counted.sum();
        return sum.item<long>();
    }

    /// <summary>Some rows, as views.</summary>
    internal Batch Rows(long first, long count) => new(Input.Rows(first, count), Targets.narrow(0, first, count));

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        Targets.Dispose();
    }
}
