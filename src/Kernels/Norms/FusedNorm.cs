using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// LayerNorm (Ba, Kiros, Hinton 2016, "Layer Normalization"), RMSNorm (Zhang, Sennrich 2019, "Root Mean Square Layer Normalization") and
/// ScaleNorm (Nguyen, Salazar 2019, "Transformers without Tears") over the last dimension D, with the addition of a residual branch in the
/// same pass over memory.
/// </summary>
/// <remarks>
/// The <c>norms</c> kernel supports float32 on the CPU; other floating types and devices use plain operators. The kernel is accurate for
/// rows with a large mean and a small variance, as if computed in float64.
/// </remarks>
public static partial class FusedNorm
{
    /// <summary>(s - mean) / sqrt(variance + eps) * weight + bias with s = x, or s = x + branch (post-LN).</summary>
    /// <param name="x">[..., D], a floating type, any device.</param>
    /// <param name="weight">[D]; null means ones.</param>
    /// <param name="bias">[D]; null means zeros.</param>
    /// <param name="eps">Added to the (biased) variance; at least 0, default 1e-5.</param>
    /// <param name="branch">Added to x before the norm, with the shape of x; null for none.</param>
    /// <returns>[..., D].</returns>
    /// <exception cref="ArgumentException">A shape, type, device or eps is invalid.</exception>
    public static Tensor layer_norm(Tensor x, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5, Tensor? branch = null) =>
        Run(x, branch, weight, bias, Form.Layer, eps, keepSum: false).Normed;

    /// <summary>s / sqrt(mean(s^2) + eps) * weight with s = x, or s = x + branch.</summary>
    /// <param name="x">[..., D], a floating type, any device.</param>
    /// <param name="weight">[D]; null means ones.</param>
    /// <param name="eps">Added to the mean square; at least 0, default 1e-5.</param>
    /// <param name="branch">Added to x before the norm, with the shape of x; null for none.</param>
    /// <inheritdoc cref="layer_norm" path="/returns"/>
    /// <inheritdoc cref="layer_norm" path="/exception"/>
    public static Tensor rms_norm(Tensor x, Tensor? weight = null, double eps = 1e-5, Tensor? branch = null) =>
        Run(x, branch, weight, null, Form.RootMeanSquare, eps, keepSum: false).Normed;

    /// <summary>
    /// s / sqrt(mean(s^2) + eps) * weight with one weight for all coordinates and s = x, or s = x + branch. Equals the paper's g s / |s|
    /// with g = weight sqrt(D), apart from eps.
    /// </summary>
    /// <param name="x">[..., D], a floating type, any device.</param>
    /// <param name="weight">[1].</param>
    /// <param name="eps">Added to the mean square; at least 0, default 1e-5.</param>
    /// <param name="branch">Added to x before the norm, with the shape of x; null for none.</param>
    /// <inheritdoc cref="layer_norm" path="/returns"/>
    /// <inheritdoc cref="layer_norm" path="/exception"/>
    public static Tensor scale_norm(Tensor x, Tensor weight, double eps = 1e-5, Tensor? branch = null)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return Run(x, branch, weight, null, Form.Scale, eps, keepSum: false).Normed;
    }

    /// <summary>
    /// The sum x + branch and its <see cref="layer_norm"/> (pre-LN): the sum is the new residual stream, the norm the input of the next
    /// branch. The gradients of x and branch are equal and computed once.
    /// </summary>
    /// <param name="x">[..., D], a floating type, any device.</param>
    /// <param name="branch">[..., D], like x.</param>
    /// <param name="weight">[D]; null means ones.</param>
    /// <param name="bias">[D]; null means zeros.</param>
    /// <param name="eps">Added to the variance; at least 0, default 1e-5.</param>
    /// <returns>x + branch and its norm, each [..., D].</returns>
    /// <inheritdoc cref="layer_norm" path="/exception"/>
    public static (Tensor Sum, Tensor Normed) add_layer_norm(
        Tensor x,
        Tensor branch,
        Tensor? weight = null,
        Tensor? bias = null,
        double eps = 1e-5
    ) => Both(x, branch, weight, bias, Form.Layer, eps);

    /// <summary>The sum x + branch and its <see cref="rms_norm"/>.</summary>
    /// <param name="x">[..., D], a floating type, any device.</param>
    /// <param name="branch">[..., D], like x.</param>
    /// <param name="weight">[D]; null means ones.</param>
    /// <param name="eps">Added to the mean square; at least 0, default 1e-5.</param>
    /// <inheritdoc cref="add_layer_norm" path="/returns"/>
    /// <inheritdoc cref="layer_norm" path="/exception"/>
    public static (Tensor Sum, Tensor Normed) add_rms_norm(Tensor x, Tensor branch, Tensor? weight = null, double eps = 1e-5) =>
        Both(x, branch, weight, null, Form.RootMeanSquare, eps);

    /// <summary>The sum x + branch and its <see cref="scale_norm"/>.</summary>
    /// <param name="x">[..., D], a floating type, any device.</param>
    /// <param name="branch">[..., D], like x.</param>
    /// <param name="weight">[1].</param>
    /// <param name="eps">Added to the mean square; at least 0, default 1e-5.</param>
    /// <inheritdoc cref="add_layer_norm" path="/returns"/>
    /// <inheritdoc cref="layer_norm" path="/exception"/>
    public static (Tensor Sum, Tensor Normed) add_scale_norm(Tensor x, Tensor branch, Tensor weight, double eps = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return Both(x, branch, weight, null, Form.Scale, eps);
    }

    private static (Tensor Sum, Tensor Normed) Both(Tensor x, Tensor branch, Tensor? weight, Tensor? bias, Form form, double eps)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var (sum, normed) = Run(x, branch, weight, bias, form, eps, keepSum: true);
        return (sum!, normed);
    }

    private static (Tensor? Sum, Tensor Normed) Run(
        Tensor x,
        Tensor? branch,
        Tensor? weight,
        Tensor? bias,
        Form form,
        double eps,
        bool keepSum
    )
    {
        Refuse(x, branch, weight, bias, form, eps);
        return NativeKernels.Takes("norms", x)
            ? NormFunction.Run(x, branch, weight, bias, new NormCall(form, eps, keepSum))
            : Composite(x, branch, weight, bias, form, eps, keepSum);
    }
}
