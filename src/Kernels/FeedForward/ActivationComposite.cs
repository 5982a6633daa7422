using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

public static partial class FusedActivation
{
    /// <summary>Reference implementation with plain operators, for any device and floating type.</summary>
    internal static Tensor Composite(Tensor x, Tensor? bias, Activation function, bool gated)
    {
        using var scope = NewDisposeScope();
        var before = bias is null ? x : x + bias; // [..., F], or [..., 2F] where gated
        if (!gated)
            return Function(before, function).MoveToOuterDisposeScope();
        var halves = before.chunk(2, -1); // 2 x [..., F]
        return (Function(halves[0], function) * halves[1]).MoveToOuterDisposeScope();
    }

    private static Tensor Function(Tensor x, Activation function) =>
        function switch
        {
            Activation.Gelu => nn.functional.gelu(x),
            Activation.Relu when x.device_type == DeviceType.META => x.clamp_min(0), // libtorch has no relu for meta tensors
            Activation.Relu => nn.functional.relu(x),
            Activation.Silu => nn.functional.silu(x),
            Activation.Sigmoid => x.sigmoid(),
            Activation.GeluTanh => GeluTanh(x),
            _ => x.clone(),
        };

    // x sigmoid(2 u), as 1 + tanh(u) = 2 sigmoid(2 u) keeps its precision where tanh is near -1.
    private static Tensor GeluTanh(Tensor x) => x * (2 * Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))).sigmoid();

    private static void Refuse(Tensor x, Tensor? bias, Activation function, bool gated)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!x.is_floating_point())
            throw new ArgumentException($"x is {x.dtype}; an activation takes a floating type", nameof(x));
        if (x.dim() < 1)
            throw new ArgumentException("x has no dimension; [..., F] is needed", nameof(x));
        if (!Enum.IsDefined(function))
            throw new ArgumentOutOfRangeException(
                nameof(function),
                function,
                $"there are {string.Join(", ", Enum.GetNames<Activation>())}"
            );
        var width = x.Sizes()[^1];
        if (gated && width % 2 != 0)
            throw new ArgumentException($"x is {Shape(x)}; a gated form takes [..., 2F], whose last dimension is even", nameof(x));
        if (bias is null)
            return;
        if (bias.dtype != x.dtype)
            throw new ArgumentException($"bias is {bias.dtype} and x is {x.dtype}; they must be of one type", nameof(bias));
        if (bias.device.type != x.device.type || bias.device.index != x.device.index)
            throw new ArgumentException($"bias is on {bias.device} and x on {x.device}; they must be on one device", nameof(bias));
        if (bias.dim() != 1 || bias.Sizes()[0] != width)
            throw new ArgumentException($"bias is {Shape(bias)}; beside x {Shape(x)} it must be [{width}]", nameof(bias));
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.Sizes())}]";
}
