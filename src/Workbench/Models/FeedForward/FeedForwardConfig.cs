using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.FeedForward;

/// <summary>The position-wise network of a block, width D -> D.</summary>
[VariantFamily("feed-forward")]
[JsonDerivedType(typeof(ReluFeedForward), "relu")]
[JsonDerivedType(typeof(GeluFeedForward), "gelu")]
[JsonDerivedType(typeof(SiluFeedForward), "silu")]
[JsonDerivedType(typeof(SwiGluFeedForward), "swiglu")]
[JsonDerivedType(typeof(GeGluFeedForward), "geglu")]
[JsonDerivedType(typeof(ReGluFeedForward), "reglu")]
[JsonDerivedType(typeof(GluFeedForward), "glu")]
[JsonDerivedType(typeof(BilinearFeedForward), "bilinear")]
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

    /// <summary>Trained parameters of one network.</summary>
    public abstract long ParameterCount(TransformerConfig model);

    /// <summary>Floating-point operations for one token (a multiply-add is two).</summary>
    public abstract double FlopsPerToken(int width);
}

/// <summary>f(x W1 + b1) W2 + b2. Vaswani et al. 2017, equation 2, for any f.</summary>
public abstract record PlainFeedForward : FeedForwardConfig
{
    private protected abstract Activation Function { get; }

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new PlainNetwork(plan, InnerWidth(plan.Model.Width), Function);
    }

    /// <inheritdoc/>
    public override long ParameterCount(TransformerConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        long inner = InnerWidth(model.Width);
        return (2 * model.Width * inner) + (model.Bias ? inner + model.Width : 0);
    }

    /// <inheritdoc/>
    public override double FlopsPerToken(int width) => 4.0 * width * InnerWidth(width);
}

/// <summary>
/// (f(x W + b) * (x V + c)) W2 + b2. Shazeer 2020, "GLU Variants Improve Transformer". The inner width is about two thirds of a plain
/// network's, so that the numbers of parameters match.
/// </summary>
public abstract record GatedFeedForward : FeedForwardConfig
{
    private protected abstract Activation Function { get; }

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new GatedNetwork(plan, InnerWidth(plan.Model.Width), Function);
    }

    /// <summary>The width whose parameter count, with biases, is closest to the plain network's.</summary>
    public override int InnerWidth(int width)
    {
        long plain = base.InnerWidth(width);
        return Math.Max(1, (int)Math.Round(((2 * width * plain) + plain) / (3.0 * width + 2)));
    }

    /// <inheritdoc/>
    public override long ParameterCount(TransformerConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        long inner = InnerWidth(model.Width);
        return (3 * model.Width * inner) + (model.Bias ? (2 * inner) + model.Width : 0);
    }

    /// <inheritdoc/>
    public override double FlopsPerToken(int width) => 6.0 * width * InnerWidth(width);
}
