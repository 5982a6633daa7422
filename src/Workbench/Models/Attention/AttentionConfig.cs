using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.Attention;

/// <summary>How queries, keys and values are mixed over the tokens before and at each position (causal).</summary>
[VariantFamily("attention")]
[JsonDerivedType(typeof(FullAttention), "full")]
[JsonDerivedType(typeof(LinearAttention), "linear")]
[JsonDerivedType(typeof(RandomFeatureAttention), "rfa")]
[JsonDerivedType(typeof(PerformerAttention), "performer")]
public abstract record AttentionConfig;
