using TorchSharp;
using Workbench.Configuration;

namespace Workbench.Models;

public sealed partial record TransformerConfig
{
    /// <summary>Makes the module.</summary>
    /// <param name="device">Where its weights are.</param>
    /// <param name="dtype">Their type.</param>
    /// <param name="seed">The seed of the initial weights: each is drawn from a stream of its own, named by the parameter.</param>
    /// <exception cref="InvalidInputException">The config breaks rules: all of them at once.</exception>
    public Transformer Build(torch.Device device, torch.ScalarType dtype, long seed)
    {
        var faults = ConfigTree.Validate(this).ToList();
        if (Vocabulary == 0)
            faults.Add(
                new("the vocabulary must be known before a model is built", "0", "at least 1", "Take it from the task.", "vocabulary")
            );
        return faults.Count > 0 ? throw new InvalidInputException(faults) : new(this, device, dtype, seed);
    }
}
