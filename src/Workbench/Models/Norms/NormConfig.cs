using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.Norms;

/// <summary>How activations of width D are normalised.</summary>
[VariantFamily("norm")]
[JsonDerivedType(typeof(LayerNorm), "layernorm")]
[JsonDerivedType(typeof(RmsNorm), "rmsnorm")]
[JsonDerivedType(typeof(ScaleNorm), "scalenorm")]
public abstract record NormConfig;
