using TorchSharp;

namespace Workbench.Models;

public sealed partial record TransformerConfig
{
    /// <summary>Makes the module.</summary>
    /// <param name="device">Where its weights are.</param>
    /// <param name="dtype">Their type.</param>
    /// <param name="seed">The seed of the initial weights.</param>
    /// <exception cref="InvalidInputException">The config breaks rules: all of them at once.</exception>
    public Transformer Build(torch.Device device, torch.ScalarType dtype, long seed) => new(this, device, dtype, seed);
}
