using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Embedding lookup. The gradient is summed in token order, so it is bitwise identical for any number of threads.
/// </summary>
/// <remarks>
/// The native kernel <c>embedding</c> supports float32 on the CPU; other dtypes and devices use plain operators.
/// </remarks>
public static class EmbeddingLookup
{
    /// <summary>The kernel's name, as in <c>WORKBENCH_KERNELS</c>.</summary>
    internal const string Kernel = "embedding";

    /// <summary>The rows of <paramref name="weight"/> for the given tokens. Differentiable with respect to the weight.</summary>
    /// <param name="tokens">Int64 of any shape, from 0 to V - 1.</param>
    /// <param name="weight">[V, D], a floating dtype, any device.</param>
    /// <param name="padding_idx">A token whose row gets no gradient; default none.</param>
    /// <returns>[*, D] for tokens of the shape [*], of the dtype and device of <paramref name="weight"/>.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device is invalid, or a token is out of range (on devices other than the CPU,
    /// libtorch checks the range).</exception>
    public static Tensor embedding(Tensor tokens, Tensor weight, long? padding_idx = null)
    {
        Check(tokens, weight, padding_idx);
        if (!NativeKernels.Takes(Kernel, weight))
            return Composite(tokens, weight, padding_idx);
        using var flat = tokens.reshape(tokens.numel()); // [N]
        var rows = EmbeddingFunction.Run(weight, flat, new EmbeddingCall(weight.Sizes()[0], padding_idx)); // [N, D]
        if (tokens.dim() == 1)
            return rows;
        using (rows)
            return rows.view([.. tokens.Sizes(), weight.Sizes()[1]]);
    }

    /// <summary>Reference implementation with plain operators, for any device (including meta) and floating dtype.</summary>
    internal static Tensor Composite(Tensor tokens, Tensor weight, long? paddingIdx)
    {
        using var scope = NewDisposeScope();
        var flat = tokens.reshape(tokens.numel()); // [N]
        // libtorch 2.10 has no index_select for meta tensors, but supports indexing, whose gradient is slower.
        var rows = weight.device.type == DeviceType.META ? weight.index(TensorIndex.Tensor(flat)) : weight.index_select(0, flat); // [N, D]
        if (paddingIdx is { } padding)
            rows = where(flat.eq(padding).unsqueeze(1), rows.detach(), rows);
        return rows.reshape([.. tokens.Sizes(), weight.Sizes()[1]]).MoveToOuterDisposeScope();
    }

    private static void Check(Tensor tokens, Tensor weight, long? paddingIdx)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.dim() != 2 || !weight.is_floating_point())
            throw new ArgumentException(
                $"weight is [V, D] of a floating dtype, not {weight.dtype} [{string.Join(", ", weight.Sizes())}]",
                nameof(weight)
            );
        if (tokens.dtype != ScalarType.Int64)
            throw new ArgumentException($"tokens are Int64, not {tokens.dtype}", nameof(tokens));
        if (tokens.device.type != weight.device.type || tokens.device.index != weight.device.index)
            throw new ArgumentException(
                $"tokens are on {tokens.device}, weight is on {weight.device}; both must be on one device",
                nameof(tokens)
            );
        var vocabulary = weight.Sizes()[0];
        if (paddingIdx is { } padding && (ulong)padding >= (ulong)vocabulary)
            throw new ArgumentOutOfRangeException(
                nameof(paddingIdx),
                padding,
                $"padding_idx is a token, from 0 to {vocabulary - 1}, or null"
            );
        if (tokens.device.type != DeviceType.CPU)
            return;
        using var copy = tokens.is_contiguous() ? null : tokens.contiguous();
        var values = MemoryMarshal.Cast<byte, long>((copy ?? tokens).bytes);
        for (var i = 0; i < values.Length; i++)
        {
            if ((ulong)values[i] < (ulong)vocabulary)
                continue;
            throw new ArgumentException($"token {i} is {values[i]}; allowed are 0 to {vocabulary - 1}, the rows of weight", nameof(tokens));
        }
    }
}
