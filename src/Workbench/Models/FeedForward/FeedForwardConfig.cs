using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.FeedForward;

/// <summary>The position-wise network of a block, width D -> D.</summary>
[VariantFamily("feed-forward")]
[JsonDerivedType(typeof(ReluFeedForward), "relu")]
[JsonDerivedType(typeof(GeluFeedForward), "gelu")]
[JsonDerivedType(typeof(SwiGluFeedForward), "swiglu")]
public abstract record FeedForwardConfig
{
    /// <summary>The inner width as a multiple of D; a gated form takes about two thirds of it, so that the parameters match. Default 4.</summary>
    [InRange(0, 64, Above = true)]
    public double Multiple { get; init; } = 4;
}
