using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.Initialisation;

/// <summary>
/// The distribution of the initial weights. Every weight is drawn from a stream named by the parameter, so that a change in one part
/// of a model leaves the initial values of every other part what they were. Biases start at 0, gains at 1.
/// </summary>
[VariantFamily("initialisation")]
[JsonDerivedType(typeof(Gpt2Initialisation), "gpt2")]
[JsonDerivedType(typeof(XavierInitialisation), "xavier")]
[JsonDerivedType(typeof(SmallInitialisation), "small")]
public abstract record InitialisationConfig;
