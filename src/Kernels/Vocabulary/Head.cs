using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The result of <see cref="Head.linear_cross_entropy_score"/>.</summary>
/// <param name="Loss">Sum of the cross-entropies in nats over the targets that are not ignored.</param>
/// <param name="Count">Number of targets that are not ignored.</param>
/// <param name="Correct">Number of these targets that have the largest logit (the first of equal ones).</param>
public readonly record struct HeadScore(double Loss, long Count, long Correct);

/// <summary>
/// The linear head of a language model fused with its cross-entropy. The logits x W' + b are computed in chunks of rows, and the gradients
/// of a chunk are computed while its logits are available, so the full [N, V] logits are never materialised (Liger Kernel, Hsu et al. 2024;
/// "Cut your losses in large-vocabulary language models", Wijmans et al. 2024). Rows with an ignored target are skipped.
/// </summary>
/// <remarks>
/// The native kernel <c>head</c> supports float32 on the CPU and computes the gradient together with the loss. Gradients that are
/// differentiated again, and other dtypes and devices, use plain operators with full logits.
/// </remarks>
public static class Head
{
    /// <summary>The kernel's name, as in <c>WORKBENCH_KERNELS</c>.</summary>
    internal const string Kernel = "head";

    /// <summary>
    /// The loss (1 - e) (lse - l_t) + e (lse - mean l) + z lse^2 over the rows with a target that is not ignored. l are the logits of a
    /// row, t its target, lse = log sum exp l, e the label smoothing and z the coefficient of the z-loss (PaLM, Chowdhery et al. 2022).
    /// Differentiable with respect to x, weight and bias.
    /// </summary>
    /// <param name="x">[N, D] or [..., D], a floating dtype, any device; N may be 0.</param>
    /// <param name="weight">[V, D] with V at least 1: the head's weight, or the tied token embedding.</param>
    /// <param name="targets">Int64 of the shape of <paramref name="x"/> without D, from 0 to V - 1 or
    /// <paramref name="ignore_index"/>.</param>
    /// <param name="bias">[V], or null.</param>
    /// <param name="ignore_index">The target value to ignore; default -100.</param>
    /// <param name="label_smoothing">The share of the target probability spread over all classes, in [0, 1]; default 0.</param>
    /// <param name="z_loss">The coefficient of lse^2, at least 0; default 0.</param>
    /// <param name="reduction">Mean over the rows that are not ignored (NaN when there are none, as in PyTorch; the gradients are then
    /// zero), or sum.</param>
    /// <returns>A scalar in nats, of the dtype of <paramref name="x"/>; float32 for half-precision dtypes.</returns>
    /// <exception cref="ArgumentException">A shape, dtype, device or target is invalid (on devices other than the CPU, libtorch checks the
    /// targets).</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, or the reduction is None.</exception>
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

    /// <summary>The sum of the cross-entropies and the number of correct predictions, for evaluation: without gradients and without full
    /// logits.</summary>
    /// <param name="x">[N, D] or [..., D], a floating dtype, any device but meta; N may be 0.</param>
    /// <param name="weight">[V, D], V at least 1.</param>
    /// <param name="targets">Int64 of the shape of <paramref name="x"/> without D, from 0 to V - 1 or
    /// <paramref name="ignore_index"/>.</param>
    /// <param name="bias">[V], or null.</param>
    /// <param name="ignore_index">The target value to ignore; default -100.</param>
    /// <returns>Sums; divide by <see cref="HeadScore.Count"/>. A row with a NaN logit is not correct.</returns>
    /// <exception cref="ArgumentException">A shape, dtype, device or target is invalid.</exception>
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

    /// <summary>Reference implementation with plain operators, for any device (including meta) and floating dtype.</summary>
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

    /// <summary>Reference implementation of the score with plain operators.</summary>
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
        var logits = MixedPrecision.Linear(rows, weight, bias);
        return logits.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? logits.to(ScalarType.Float32) : logits;
    }
}
