using TorchSharp;
using Workbench.Configuration;

namespace Workbench.Models;

public sealed partial record TransformerConfig
{
    /// <summary>Builds the module.</summary>
    /// <param name="device">Device of the weights.</param>
    /// <param name="dtype">Element type of the weights.</param>
    /// <param name="seed">The seed of the initial weights: each weight is drawn from a separate stream named after the parameter.</param>
    /// <exception cref="InvalidInputException">The config is invalid; lists all faults.</exception>
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
