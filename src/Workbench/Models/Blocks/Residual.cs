using Workbench.Models.Norms;
using static TorchSharp.torch;

namespace Workbench.Models.Blocks;

/// <summary>The residual stream with its last branch not yet added, so that the next norm can fuse the addition into its pass over
/// memory.</summary>
/// <param name="Stream">[B, T, D]</param>
/// <param name="Branch">[B, T, D]; null when there is nothing to add.</param>
internal readonly record struct Residual(Tensor Stream, Tensor? Branch)
{
    /// <summary>Stream plus branch.</summary>
    public Tensor Sum() => Branch is null ? Stream : Stream + Branch;

    /// <summary>Stream plus branch, and the norm of this sum.</summary>
    public (Tensor Stream, Tensor Normed) Norm(nn.Module<Tensor, Tensor> norm)
    {
        if (Branch is not null && norm is ResidualNorm one)
            return one.Add(Stream, Branch);
        var sum = Sum();
        return (sum, norm.call(sum));
    }

    /// <summary>The norm of stream plus branch.</summary>
    public Tensor NormAlone(nn.Module<Tensor, Tensor> norm) => norm is ResidualNorm one ? one.Normalise(Stream, Branch) : norm.call(Sum());
}
