using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// What stands between the two products of a feed-forward network, in one pass over memory: the bias and the activation, or the two biases,
/// the activation and the gate (Shazeer 2020, "GLU Variants Improve Transformer": SwiGLU, GEGLU, ReGLU and GLU are the gated forms with
/// <see cref="Activation.Silu"/>, <see cref="Activation.Gelu"/>, <see cref="Activation.Relu"/> and <see cref="Activation.Sigmoid"/>).
/// </summary>
/// <remarks>
/// The <c>feedforward</c> kernel takes float32 on the CPU; any other floating type or device gets the same from plain operators. The kernel
/// keeps x and the bias for its gradient, and nothing else.
/// </remarks>
public static partial class FusedActivation
{
    /// <summary>f(x + bias).</summary>
    /// <param name="x">[..., F], a floating type, any device.</param>
    /// <param name="function">f.</param>
    /// <param name="bias">[F]; null for none.</param>
    /// <returns>[..., F].</returns>
    /// <exception cref="ArgumentException">A shape, type or device that does not fit.</exception>
    public static Tensor activate(Tensor x, Activation function, Tensor? bias = null) => Run(x, bias, function, gated: false);

    /// <summary>f(a) * b, a and b being the first and the second half of each row of x + bias.</summary>
    /// <param name="x">[..., 2F], a floating type, any device.</param>
    /// <param name="function">f, the gate's.</param>
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
