using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace TorchSharp.Modules;

/// <summary>max(0, -target (input1 - input2) + margin), targets 1 and -1.</summary>
public sealed class MarginRankingLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="margin">The distance that is asked for.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public MarginRankingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.margin = margin;
    }

    /// <summary>The distance that is asked for.</summary>
    public double margin { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) =>
        F.margin_ranking_loss(input1, input2, target, margin, reduction);
}

/// <summary>input where the target is 1, max(0, margin - input) where it is -1.</summary>
public sealed class HingeEmbeddingLoss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="margin">The distance that is asked for.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public HingeEmbeddingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.margin = margin;
    }

    /// <summary>The distance that is asked for.</summary>
    public double margin { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        F.hinge_embedding_loss(input, target, margin, reduction);
}

/// <summary>1 - cos where the target is 1, max(0, cos - margin) where it is -1.</summary>
public sealed class CosineEmbeddingLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="margin">The distance that is asked for.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public CosineEmbeddingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.margin = margin;
    }

    /// <summary>The distance that is asked for.</summary>
    public double margin { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) =>
        F.cosine_embedding_loss(input1, input2, target, margin, reduction);
}

/// <summary>The multi-class hinge loss: input [N, C], target [N] of classes.</summary>
public sealed class MultiMarginLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="p">Which norm.</param>
    /// <param name="margin">The distance that is asked for.</param>
    /// <param name="weight">Weights of the classes or elements, or null.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public MultiMarginLoss(int p = 1, double margin = 1.0, Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(weight, reduction)
    {
        this.p = p;
        this.margin = margin;
    }

    /// <summary>Which norm.</summary>
    public int p { get; }

    /// <summary>The distance that is asked for.</summary>
    public double margin { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        F.multi_margin_loss(input, target, p, margin, weight, reduction);
}

/// <summary>The multi-label hinge loss: input [N, C], target [N, C] of classes that ends with -1.</summary>
public sealed class MultiLabelMarginLoss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) : base(reduction) { }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        F.multi_label_margin_loss(input, target, reduction);
}

/// <summary>max(0, d(anchor, positive) - d(anchor, negative) + margin) (Balntas et al. 2016).</summary>
public sealed class TripletMarginLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    private readonly double eps;
    private readonly bool swap;

    /// <summary>Makes the loss.</summary>
    /// <param name="margin">The distance that is asked for.</param>
    /// <param name="p">Which norm.</param>
    /// <param name="eps">What keeps logarithms and divisors away from 0.</param>
    /// <param name="swap">Whether the negative is compared with the positive where that is harder.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public TripletMarginLoss(double margin = 1.0, long p = 2, double eps = 1e-06, bool swap = false, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.margin = margin;
        this.p = p;
        this.eps = eps;
        this.swap = swap;
    }

    /// <summary>The distance that is asked for.</summary>
    public double margin { get; }

    /// <summary>Which norm.</summary>
    public long p { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) =>
        F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction);
}

/// <summary>The triplet loss with a distance of one's own.</summary>
public sealed class TripletMarginWithDistanceLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor, Tensor>? distance;
    private readonly bool swap;

    /// <summary>Makes the loss.</summary>
    /// <param name="distance">The distance; the Euclidean one when null.</param>
    /// <param name="margin">The distance that is asked for.</param>
    /// <param name="swap">Whether the negative is compared with the positive where that is harder.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public TripletMarginWithDistanceLoss(Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1.0, bool swap = false, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.distance = distance;
        this.margin = margin;
        this.swap = swap;
    }

    /// <summary>The distance that is asked for.</summary>
    public double margin { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) =>
        F.triplet_margin_with_distance_loss(anchor, positive, negative, distance, margin, swap, reduction);
}
