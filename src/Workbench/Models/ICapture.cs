using TorchSharp;

namespace Workbench.Models;

/// <summary>
/// Receives activations by name while a model runs: "blocks.0.attention.weights" [B, H, T, T], "blocks.0.residual" [B, T, D].
/// </summary>
public interface ICapture
{
    /// <summary>Whether this one is wanted; what is not wanted is not computed.</summary>
    bool Wants(string name);

    /// <summary>Called once for each wanted activation of a forward pass. The tensor is detached and belongs to the receiver.</summary>
    void Record(string name, torch.Tensor value);
}
