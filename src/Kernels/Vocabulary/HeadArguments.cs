using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>Validates the arguments of <see cref="Head"/>.</summary>
internal static class HeadArguments
{
    internal static void Check(Tensor x, Tensor weight, Tensor? bias, Tensor targets, long ignoreIndex)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(targets);
        if (x.dim() < 2 || !x.is_floating_point())
            throw new ArgumentException($"x is [..., D] of at least two dimensions and a floating dtype, not {Text(x)}", nameof(x));
        if (weight.dim() != 2 || weight.Sizes()[1] != x.Sizes()[^1] || weight.Sizes()[0] < 1)
        {
            throw new ArgumentException(
                $"weight is [V, D] with V at least 1 and D = {x.Sizes()[^1]}, the last dimension of x, not {Text(weight)}",
                nameof(weight)
            );
        }
        Alike(weight, x, nameof(weight));
        if (bias is not null)
        {
            if (bias.dim() != 1 || bias.Sizes()[0] != weight.Sizes()[0])
                throw new ArgumentException(
                    $"bias is [V] with V = {weight.Sizes()[0]}, the rows of weight, not {Text(bias)}",
                    nameof(bias)
                );
            Alike(bias, x, nameof(bias));
        }
        if (targets.dtype != ScalarType.Int64 || !targets.Sizes().AsSpan().SequenceEqual(x.Sizes().AsSpan(0, (int)x.dim() - 1)))
        {
            throw new ArgumentException(
                $"targets are Int64 of the shape [{string.Join(", ", x.Sizes()[..^1])}], that of x without its last dimension, "
                    + $"not {Text(targets)}",
                nameof(targets)
            );
        }
        if (!OnOneDevice(targets, x))
            throw new ArgumentException(
                $"targets are on {targets.device}, x is on {x.device}; both must be on one device",
                nameof(targets)
            );
        if (targets.device_type == DeviceType.CPU)
            InRange(targets, weight.Sizes()[0], ignoreIndex);
    }

    internal static void CheckLoss(double labelSmoothing, double zLoss, nn.Reduction reduction)
    {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "label smoothing lies in [0, 1]");
        if (!(zLoss >= 0 && double.IsFinite(zLoss)))
            throw new ArgumentOutOfRangeException(nameof(zLoss), zLoss, "the coefficient of the z-loss is at least 0 and finite");
        if (reduction is not (nn.Reduction.Mean or nn.Reduction.Sum))
            throw new ArgumentOutOfRangeException(
                nameof(reduction),
                reduction,
                "the reduction is Mean or Sum: losses of single tokens are not kept"
            );
    }

    private static void Alike(Tensor t, Tensor x, string name)
    {
        if (t.dtype != x.dtype)
            throw new ArgumentException($"{name} is {t.dtype}, x is {x.dtype}; both must be of one dtype", name);
        if (!OnOneDevice(t, x))
            throw new ArgumentException($"{name} is on {t.device}, x is on {x.device}; both must be on one device", name);
    }

    private static bool OnOneDevice(Tensor a, Tensor b) =>
        a.device_type == b.device_type && (a.device_type == DeviceType.CPU || a.device.index == b.device.index);

    private static void InRange(Tensor targets, long vocabulary, long ignoreIndex)
    {
        using var operand = Operand.Contiguous(targets);
        var values = Span(operand, targets);
        for (var i = 0; i < values.Length; i++)
        {
            if ((ulong)values[i] < (ulong)vocabulary || values[i] == ignoreIndex)
                continue;
            throw new ArgumentException(
                $"target {i} is {values[i]}; allowed are 0 to {vocabulary - 1}, the classes of weight, and {ignoreIndex}, which is ignored",
                nameof(targets)
            );
        }
    }

    /// <summary>The values of targets on the CPU, in row-major order.</summary>
    internal static long[] Values(Tensor targets)
    {
        using var operand = Operand.Contiguous(targets);
        return Span(operand, targets).ToArray();
    }

    private static unsafe ReadOnlySpan<long> Span(in Operand operand, Tensor targets) =>
        new(operand.Native.Start, checked((int)targets.numel()));

    private static string Text(Tensor t) => $"{t.dtype} [{string.Join(", ", t.Sizes())}]";
}
