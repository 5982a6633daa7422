using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Bias and activation of a feed-forward network, optionally gated, in one pass over memory (gated forms: Shazeer 2020, "GLU Variants
/// Improve Transformer": SwiGLU, GEGLU, ReGLU and GLU with <see cref="Activation.Silu"/>, <see cref="Activation.Gelu"/>,
/// <see cref="Activation.Relu"/> and <see cref="Activation.Sigmoid"/>).
/// </summary>
/// <remarks>
/// The <c>feedforward</c> kernel supports float32 on the CPU; other floating types and devices use plain operators. The kernel saves only x
/// and the bias for the gradient.
/// </remarks>
public static partial class FusedActivation
{
    /// <summary>f(x + bias).</summary>
    /// <param name="x">[..., F], a floating type, any device.</param>
    /// <param name="function">f.</param>
    /// <param name="bias">[F]; null for none.</param>
    /// <returns>[..., F].</returns>
    /// <exception cref="ArgumentException">A shape, type or device is invalid.</exception>
    public static Tensor activate(Tensor x, Activation function, Tensor? bias = null) => Run(x, bias, function, gated: false);

    /// <summary>f(a) * b, where a and b are the first and second half of each row of x + bias.</summary>
    /// <param name="x">[..., 2F], a floating type, any device.</param>
    /// <param name="function">f, applied to the gate.</param>
    /// <param name="bias">[2F]; null for none.</param>
    /// <returns>[..., F].</returns>
    /// <inheritdoc cref="activate" path="/exception"/>
    public static Tensor gate(Tensor x, Activation function, Tensor? bias = null) => Run(x, bias, function, gated: true);

    internal static Tensor Run(Tensor x, Tensor? bias, Activation function, bool gated)
    {
        Refuse(x, bias, function, gated);
        return NativeKernels.Takes("feedforward", x)
            ? ActivationFunction.Run(x, bias, new ActivationCall(function, gated))
            : Composite(x, bias, function, gated);
    }
}
