using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

public static partial class FusedNorm
{
    internal enum Form
    {
        Layer,
        RootMeanSquare,
        Scale,
    }

    /// <summary>Reference implementation with plain operators, for any device and floating type.</summary>
    internal static (Tensor? Sum, Tensor Normed) Composite(
        Tensor x,
        Tensor? branch,
        Tensor? weight,
        Tensor? bias,
        Form form,
        double eps,
        bool keepSum
    )
    {
        using var scope = NewDisposeScope();
        var sum = branch is null ? x : x + branch; // [..., D]
        var normed = form switch
        {
            // libtorch 2.10 has no layer_norm for meta tensors.
            Form.Layer when x.device_type == DeviceType.META => ScriptedOperators.rms_norm(
                sum - sum.mean([-1], keepdim: true),
                weight,
                eps
            ),
            Form.Layer => nn.functional.layer_norm(sum, [x.Sizes()[^1]], weight, bias, eps),
            Form.RootMeanSquare => ScriptedOperators.rms_norm(sum, weight, eps),
            _ => ScriptedOperators.rms_norm(sum, null, eps) * weight!, // [..., D] * [1]
        };
        return (keepSum ? sum.MoveToOuterDisposeScope() : null, normed.MoveToOuterDisposeScope());
    }

    private static void Refuse(Tensor x, Tensor? branch, Tensor? weight, Tensor? bias, Form form, double eps)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!x.is_floating_point())
            throw new ArgumentException($"x is {x.dtype}; a norm takes a floating type", nameof(x));
        if (x.dim() < 1)
            throw new ArgumentException("x has no dimension; a norm goes over the last of [..., D]", nameof(x));
        if (!(eps >= 0 && double.IsFinite(eps)))
            throw new ArgumentOutOfRangeException(nameof(eps), eps, "eps is added to a mean of squares: it is finite and at least 0");
        var width = x.Sizes()[^1];
        if (branch is not null)
        {
            RefuseLike(x, branch, nameof(branch));
            if (!branch.Sizes().AsSpan().SequenceEqual(x.Sizes()))
                throw new ArgumentException(
                    $"branch is {Shape(branch)} and x is {Shape(x)}; they are added, and must have one shape",
                    nameof(branch)
                );
        }
        RefuseVector(x, weight, form == Form.Scale ? 1 : width, nameof(weight));
        RefuseVector(x, bias, width, nameof(bias));
    }

    private static void RefuseVector(Tensor x, Tensor? vector, long size, string name)
    {
        if (vector is null)
            return;
        RefuseLike(x, vector, name);
        if (vector.dim() != 1 || vector.Sizes()[0] != size)
            throw new ArgumentException($"{name} is {Shape(vector)}; beside x {Shape(x)} it must be [{size}]", name);
    }

    private static void RefuseLike(Tensor x, Tensor other, string name)
    {
        if (other.dtype != x.dtype)
            throw new ArgumentException($"{name} is {other.dtype} and x is {x.dtype}; they must be of one type", name);
        if (other.device.type != x.device.type || other.device.index != x.device.index)
            throw new ArgumentException($"{name} is on {other.device} and x on {x.device}; they must be on one device", name);
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.Sizes())}]";
}
