using TorchSharp;

namespace Workbench.Models;

/// <summary>
/// Receives activations by name while a model runs: "blocks.0.attention.weights" [B, H, T, T], "blocks.0.residual" [B, T, D].
/// </summary>
public interface ICapture
{
    /// <summary>Whether to record an activation. Activations that are not requested are not computed.</summary>
    bool Wants(string name);

    /// <summary>Called once per requested activation of a forward pass. The tensor is detached; the receiver owns it.</summary>
    void Record(string name, torch.Tensor value);
}
