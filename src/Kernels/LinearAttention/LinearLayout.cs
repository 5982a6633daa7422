using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>Allocates the results of the linear forms.</summary>
internal static class LinearLayout
{
    /// <summary>
    /// An uninitialised output [G, R, B, T, K] with the memory layout [B, T, G R K], which the output projection reads.
    /// </summary>
    internal static Tensor Output(Tensor q, Tensor v)
    {
        var (groups, shared, batch, tokens, width) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3], v.shape[3]);
        var row = groups * shared * width;
        return empty_strided([groups, shared, batch, tokens, width], [shared * width, width, tokens * row, row, 1]);
    }

    /// <summary>An uninitialised tensor of x's shape with contiguous rows, and with x's layout if x has contiguous rows.</summary>
    internal static Tensor Rows(Tensor x)
    {
        var like = empty_like(x);
        if (like.size(-1) <= 1 || like.stride(-1) == 1)
            return like;
        like.Dispose();
        return empty(x.shape);
    }

    /// <summary>Whether q [G, R, B, T, F] has a G, R, B or T of 0. The state then stays unchanged.</summary>
    internal static bool IsEmpty(Tensor q) => q.size(0) == 0 || q.size(1) == 0 || q.size(2) == 0 || q.size(3) == 0;

    /// <summary>Returns a tensor if it is wanted; otherwise disposes it and returns null.</summary>
    internal static Tensor? Wanted(Tensor? made, bool wanted)
    {
        if (wanted)
            return made;
        made?.Dispose();
        return null;
    }
}
