using System.Text.Json.Serialization;
using Workbench.Configuration;
using static TorchSharp.torch;

namespace Workbench.Models.FeedForward;

/// <summary>The position-wise network of a block, width D -> D.</summary>
[VariantFamily("feed-forward")]
[JsonDerivedType(typeof(ReluFeedForward), "relu")]
[JsonDerivedType(typeof(GeluFeedForward), "gelu")]
[JsonDerivedType(typeof(SwiGluFeedForward), "swiglu")]
public abstract record FeedForwardConfig
{
    /// <summary>
    /// The inner width as a multiple of D; gated variants use about two thirds of it, to match the number of parameters. Default 4.
    /// </summary>
    [InRange(0, 64, Above = true)]
    public double Multiple { get; init; } = 4;

    /// <summary>Builds the module: [B, T, D] to [B, T, D].</summary>
    public abstract nn.Module<Tensor, Tensor> Build(BuildPlan plan);

    /// <summary>Inner width F for a width D.</summary>
    public virtual int InnerWidth(int width) => Math.Max(1, (int)Math.Round(Multiple * width));

    /// <summary>Trained parameters of one network of width D.</summary>
    public virtual long ParameterCount(int width) => PlainParameters(width);

    /// <summary>Floating-point operations for one token (a multiply-add is two).</summary>
    public virtual double FlopsPerToken(int width) => 4.0 * width * InnerWidth(width);

    /// <summary>Parameters of D -> F -> D with biases.</summary>
    protected long PlainParameters(int width)
    {
        long inner = Math.Max(1, (int)Math.Round(Multiple * width));
        return 2 * width * inner + inner + width;
    }
}
