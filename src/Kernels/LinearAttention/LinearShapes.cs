using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>Validates the tensors of the linear forms: the required sizes, one dtype and one device.</summary>
/// <param name="name">The operator, for messages.</param>
/// <param name="q">The tensor whose dtype and device the others share.</param>
internal readonly struct LinearShapes(string name, Tensor q)
{
    internal void Check(Tensor? x, string what, params ReadOnlySpan<long> shape)
    {
        if (x is null)
            throw new ArgumentNullException(what, $"{name}: {what} is missing");
        if (!x.shape.AsSpan().SequenceEqual(shape))
            throw new ArgumentException($"{name}: {what} is {Text(x.shape)}, with q {Text(q.shape)} it must be {Text(shape)}");
        if (x.dtype != q.dtype || x.device.type != q.device.type || x.device.index != q.device.index)
            throw new ArgumentException($"{name}: {what} is {x.dtype} on {x.device}, q is {q.dtype} on {q.device}; convert one of them");
    }

    /// <summary>q [G, R, B, T, F], k [G, B, T, F], v [G, B, T, K].</summary>
    internal static void Features(string name, Tensor q, Tensor k, Tensor v)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(v);
        if (q.dim() != 5)
            throw new ArgumentException($"{name}: q is {Text(q.shape)}, it must have the five dimensions [G, R, B, T, F]");
        if (!q.is_floating_point())
            throw new ArgumentException($"{name}: q is {q.dtype}, it must be of a floating dtype");
        var fits = new LinearShapes(name, q);
        fits.Check(k, "k [G, B, T, F]", q.shape[0], q.shape[2], q.shape[3], q.shape[4]);
        fits.Check(v, "v [G, B, T, K]", q.shape[0], q.shape[2], q.shape[3], v.dim() == 4 ? v.shape[3] : 0);
    }

    internal static void Chunk(string name, long chunk)
    {
        if (chunk < 1)
            throw new ArgumentOutOfRangeException(nameof(chunk), chunk, $"{name}: a chunk has at least 1 token");
    }

    private static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
