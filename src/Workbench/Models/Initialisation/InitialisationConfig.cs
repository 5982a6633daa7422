using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Initialisation;

/// <summary>
/// The distribution of the initial weights. Every weight is drawn from a random stream named after the parameter, so that a change to one
/// part of a model does not change the initial values of other parts. Biases start at 0, gains at 1.
/// </summary>
[VariantFamily("initialisation")]
[JsonDerivedType(typeof(Gpt2Initialisation), "gpt2")]
[JsonDerivedType(typeof(XavierInitialisation), "xavier")]
[JsonDerivedType(typeof(SmallInitialisation), "small")]
public abstract record InitialisationConfig
{
    /// <summary>Initial values of a weight [rows, columns] in float32 on the CPU.</summary>
    /// <param name="role">The weight's role.</param>
    /// <param name="rows">Outputs of a projection, entries of an embedding.</param>
    /// <param name="columns">Inputs of a projection, width of an embedding.</param>
    /// <param name="model">The whole model.</param>
    /// <param name="stream">The weight's random stream.</param>
    public abstract Tensor Draw(WeightRole role, long rows, long columns, TransformerConfig model, RandomStream stream);

    /// <summary>The standard deviation of the token embedding's initial values.</summary>
    public abstract double EmbeddingStd(TransformerConfig model);
}
