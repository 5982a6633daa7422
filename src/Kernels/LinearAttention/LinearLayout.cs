using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>How the tensors lie that the linear forms write.</summary>
internal static class LinearLayout
{
    /// <summary>
    /// An output [G, R, B, T, K], not yet written. It lies as a projection back to the model's width reads it: [B, T, G R K].
    /// </summary>
    internal static Tensor Output(Tensor q, Tensor v)
    {
        var (groups, shared, batch, tokens, width) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3], v.shape[3]);
        var row = groups * shared * width;
        return empty_strided([groups, shared, batch, tokens, width], [shared * width, width, tokens * row, row, 1]);
    }

    /// <summary>A tensor of x's shape, not yet written, with contiguous rows; where those of x are, it lies as x.</summary>
    internal static Tensor Rows(Tensor x)
    {
        var like = empty_like(x);
        if (like.size(-1) <= 1 || like.stride(-1) == 1)
            return like;
        like.Dispose();
        return empty(x.shape);
    }

    /// <summary>Whether no query reads any key: q [G, R, B, T, F] has a G, R, B or T of 0. A state then passes as it is.</summary>
    internal static bool IsEmpty(Tensor q) => q.size(0) == 0 || q.size(1) == 0 || q.size(2) == 0 || q.size(3) == 0;

    /// <summary>What was made where it is wanted; null, and it is freed, where it is not.</summary>
    internal static Tensor? Wanted(Tensor? made, bool wanted)
    {
        if (wanted)
            return made;
        made?.Dispose();
        return null;
    }
}
