using Workbench.Models.Norms;
using static TorchSharp.torch;

namespace Workbench.Models.Blocks;

/// <summary>The residual stream, with the last branch not yet added to it: the next norm does that in its own pass over memory.</summary>
/// <param name="Stream">[B, T, D]</param>
/// <param name="Branch">[B, T, D]; null when nothing is to be added.</param>
readonly record struct Residual(Tensor Stream, Tensor? Branch)
{
    /// <summary>The stream with its branch.</summary>
    public Tensor Sum() => Branch is null ? Stream : Stream + Branch;

    /// <summary>The stream with its branch, and the norm of that.</summary>
    public (Tensor Stream, Tensor Normed) Norm(nn.Module<Tensor, Tensor> norm)
    {
        if (Branch is not null && norm is ResidualNorm one)
            return one.Add(Stream, Branch);
        var sum = Sum();
        return (sum, norm.call(sum));
    }

    /// <summary>The norm alone.</summary>
    public Tensor NormAlone(nn.Module<Tensor, Tensor> norm) => norm is ResidualNorm one ? one.Normalise(Stream, Branch) : norm.call(Sum());
}
