using static TorchSharp.torch;

namespace Workbench.Models.Norms;

/// <summary>
/// A norm that can fuse the addition of a residual branch into its pass over memory. For other norms the branch is added before the call.
/// </summary>
/// <param name="name">The module's name.</param>
public abstract class ResidualNorm(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>The norm of x, or of x + branch.</summary>
    /// <param name="x">[..., D]</param>
    /// <param name="branch">[..., D], or null.</param>
    /// <returns>[..., D]</returns>
    public abstract Tensor Normalise(Tensor x, Tensor? branch);

    /// <summary>x + branch, and its norm.</summary>
    /// <param name="x">[..., D]</param>
    /// <param name="branch">[..., D]</param>
    public abstract (Tensor Sum, Tensor Normed) Add(Tensor x, Tensor branch);

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => Normalise(x, null);
}
