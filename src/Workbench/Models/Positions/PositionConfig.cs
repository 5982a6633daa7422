using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.Positions;

/// <summary>How a model is told where a token stands.</summary>
[VariantFamily("position")]
[JsonDerivedType(typeof(Sinusoidal), "sinusoidal")]
[JsonDerivedType(typeof(LearnedPosition), "learned")]
[JsonDerivedType(typeof(Rope), "rope")]
[JsonDerivedType(typeof(Alibi), "alibi")]
[JsonDerivedType(typeof(NoPosition), "none")]
public abstract record PositionConfig
{
    /// <summary>Whether positions beyond the trained context are defined.</summary>
    public abstract bool CanExtrapolate { get; }
}
