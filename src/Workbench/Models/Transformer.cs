using TorchSharp;

namespace Workbench.Models;

/// <summary>A decoder-only transformer: tokens [B, T] (int64) to logits [B, T, V].</summary>
public sealed class Transformer : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Transformer(TransformerConfig config, torch.Device device, torch.ScalarType dtype, long seed) : base("transformer") =>
        (Config, _, _, _) = (config, device, dtype, seed);

    /// <summary>What it was built from.</summary>
    public TransformerConfig Config { get; }

    /// <summary>Receives activations; null (default) captures nothing.</summary>
    public ICapture? Capture { get; set; }

    /// <summary>Keys the dropout masks of the following forward passes: the same (seed, step) gives the same masks.</summary>
    public void BeginStep(long seed, long step) => throw new InvalidOperationException();

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor tokens) => throw new InvalidOperationException();

    /// <summary>An empty decoding state.</summary>
    /// <param name="batch">The number of sequences.</param>
    public DecodingState NewState(int batch) => throw new InvalidOperationException();

    /// <summary>Reads the next tokens and gives their logits, equal to those of the full forward pass.</summary>
    /// <param name="tokens">[B, n] int64: the tokens that follow those seen before.</param>
    /// <param name="state">What was seen before; moved on by this call.</param>
    /// <returns>Logits [B, n, V].</returns>
    public torch.Tensor Step(torch.Tensor tokens, DecodingState state) => throw new InvalidOperationException();
}
