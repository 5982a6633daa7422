using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>What <see cref="Head.linear_cross_entropy_score"/> counts.</summary>
/// <param name="Loss">The sum of the cross-entropies (nats) of the targets that count.</param>
/// <param name="Count">How many targets count.</param>
/// <param name="Correct">How many of them have the largest logit (the first of equal ones).</param>
public readonly record struct HeadScore(double Loss, long Count, long Correct);

/// <summary>
/// The linear head of a language model and its cross-entropy in one: the logits x W' + b are made a chunk of rows at a time, and a chunk's
/// gradients are taken while its logits are there, so that the [N, V] logits never are in memory whole (Liger Kernel, Hsu et al. 2024; "Cut
/// your losses in large-vocabulary language models", Wijmans et al. 2024). Rows whose target is ignored are not looked at.
/// </summary>
/// <remarks>
/// float32 tensors on the CPU go to the native kernel <c>head</c>, whose gradient is computed with the loss. A gradient that is to be
/// differentiated again, and every other dtype and device, takes plain operators, with whole logits.
/// </remarks>
public static class Head
{
    /// <summary>The kernel's name, as <c>WORKBENCH_KERNELS</c> takes it.</summary>
    internal const string Kernel = "head";

    /// <summary>
    /// The loss (1 - e) (lse - l_t) + e (lse - mean l) + z lse^2 of a row with the logits l, the target t, lse = log sum exp l, e the label
    /// smoothing and z the coefficient of the z-loss (PaLM, Chowdhery et al. 2022), over the rows that count. Differentiable in x, weight,
    /// bias.
    /// </summary>
    /// <param name="x">[N, D] or [..., D], a floating dtype, any device; N may be 0.</param>
    /// <param name="weight">[V, D], V at least 1: the head's own, or the token embedding.</param>
    /// <param name="targets">Int64 of the shape of <paramref name="x"/> without D, from 0 to V - 1 or
    /// <paramref name="ignore_index"/>.</param>
    /// <param name="bias">[V], or null.</param>
    /// <param name="ignore_index">The target that does not count; default -100.</param>
    /// <param name="label_smoothing">The share of the target that is spread over all classes, in [0, 1]; default 0.</param>
    /// <param name="z_loss">The coefficient of lse^2, at least 0; default 0.</param>
    /// <param name="reduction">The mean over the rows that count (NaN where none does, as in PyTorch; the gradients are then zero), or the
    /// sum.</param>
    /// <returns>A scalar of the dtype of <paramref name="x"/>, float32 where that is half as wide, in nats.</returns>
    /// <exception cref="ArgumentException">A shape, dtype, device or target is not as said; on devices other than the CPU libtorch looks at
    /// the targets.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range, or the reduction is None.</exception>
    public static Tensor linear_cross_entropy(
        Tensor x,
        Tensor weight,
        Tensor targets,
        Tensor? bias = null,
        long ignore_index = -100,
        double label_smoothing = 0,
        double z_loss = 0,
        nn.Reduction reduction = nn.Reduction.Mean
    )
    {
        HeadArguments.Check(x, weight, bias, targets, ignore_index);
        HeadArguments.CheckLoss(label_smoothing, z_loss, reduction);
        if (!IsNative(x))
            return Composite(x, weight, targets, bias, ignore_index, label_smoothing, z_loss, reduction);
        var call = new HeadCall(HeadArguments.Values(targets), ignore_index, label_smoothing, z_loss, reduction);
        return HeadFunction.Run(x, weight, bias, call);
    }

    /// <summary>The sum of the cross-entropies and the number of hits, for evaluation: no gradient, no whole logits.</summary>
    /// <param name="x">[N, D] or [..., D], a floating dtype, any device but meta; N may be 0.</param>
    /// <param name="weight">[V, D], V at least 1.</param>
    /// <param name="targets">Int64 of the shape of <paramref name="x"/> without D, from 0 to V - 1 or
    /// <paramref name="ignore_index"/>.</param>
    /// <param name="bias">[V], or null.</param>
    /// <param name="ignore_index">The target that does not count; default -100.</param>
    /// <returns>Sums: divide by <see cref="HeadScore.Count"/>. A row with a NaN among its logits is no hit.</returns>
    /// <exception cref="ArgumentException">A shape, dtype, device or target is not as said.</exception>
    public static HeadScore linear_cross_entropy_score(
        Tensor x,
        Tensor weight,
        Tensor targets,
        Tensor? bias = null,
        long ignore_index = -100
    )
    {
        HeadArguments.Check(x, weight, bias, targets, ignore_index);
        if (x.device.type == DeviceType.META)
            throw new ArgumentException("x is on the meta device, which has no values to score; move it to a device that has", nameof(x));
        using var guard = no_grad();
        if (!IsNative(x))
            return CompositeScore(x, weight, targets, bias, ignore_index);
        var call = new HeadCall(HeadArguments.Values(targets), ignore_index, 0, 0, nn.Reduction.Sum);
        var score = HeadChunks.Compute(x, weight, bias, call, default);
        return new HeadScore(score.Loss, score.Count, score.Correct);
    }

    private static bool IsNative(Tensor x) => x.Sizes()[^1] > 0 && NativeKernels.Takes(Kernel, x);

    /// <summary>The same by plain operators: any device, any floating dtype, meta tensors.</summary>
    internal static Tensor Composite(
        Tensor x,
        Tensor weight,
        Tensor targets,
        Tensor? bias,
        long ignoreIndex,
        double labelSmoothing,
        double zLoss,
        nn.Reduction reduction
    )
    {
        using var scope = NewDisposeScope();
        var (logits, flat) = (Logits(x, weight, bias), targets.reshape(-1)); // [N, V], [N]
        var loss = nn.functional.cross_entropy(
            logits,
            flat,
            ignore_index: ignoreIndex,
            reduction: reduction,
            label_smoothing: labelSmoothing
        );
        if (zLoss != 0)
        {
            var ignored = flat.eq(ignoreIndex);
            var squares = logits.logsumexp(1).square().masked_fill(ignored, 0).sum(); // []
            if (reduction == nn.Reduction.Mean)
                squares = squares / ignored.logical_not().sum();
            loss = loss + squares * zLoss;
        }
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>The score by plain operators.</summary>
    internal static HeadScore CompositeScore(Tensor x, Tensor weight, Tensor targets, Tensor? bias, long ignoreIndex)
    {
        using var scope = NewDisposeScope();
        var (logits, flat) = (Logits(x, weight, bias), targets.reshape(-1)); // [N, V], [N]
        var loss = nn.functional.cross_entropy(logits, flat, ignore_index: ignoreIndex, reduction: nn.Reduction.Sum);
        var counted = flat.ne(ignoreIndex);
        var (largest, best) = logits.max(1);
        var hits = best.eq(flat).logical_and(counted).logical_and(largest.isnan().logical_not());
        return new HeadScore(loss.to(ScalarType.Float64).item<double>(), counted.sum().item<long>(), hits.sum().item<long>());
    }

    private static Tensor Logits(Tensor x, Tensor weight, Tensor? bias)
    {
        var rows = x.reshape(x.numel() == 0 ? x.Sizes()[..^1].Aggregate(1L, (a, b) => a * b) : -1, x.Sizes()[^1]); // [N, D]
        var logits = nn.functional.linear(rows, weight, bias);
        return logits.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? logits.to(ScalarType.Float32) : logits;
    }
}
