using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// The module of a position encoding, one for the whole model. It may act in three places, each of which does nothing unless overridden:
/// on the embedded tokens, on queries and keys, on the scores.
/// </summary>
/// <param name="name">The module's name.</param>
public abstract class PositionEncoding(string name) : nn.Module(name)
{
    /// <summary>Adds positions to the embedded tokens.</summary>
    /// <param name="x">[B, T, D]</param>
    /// <param name="start">The position of the first token.</param>
    public virtual Tensor Embed(Tensor x, long start) => x;

    /// <summary>Whether <see cref="Rotate"/> does something.</summary>
    public virtual bool Rotates => false;

    /// <summary>Turns queries or keys by their positions.</summary>
    /// <param name="x">[..., T, K]</param>
    /// <param name="start">The position of the first token.</param>
    public virtual Tensor Rotate(Tensor x, long start) => x;

    /// <summary>Adds a bias to the causal mask of the scores.</summary>
    /// <param name="mask">[n, S]: 0 where query i (at position start + i) may see key j, -infinity elsewhere.</param>
    /// <param name="start">The position of the first query.</param>
    /// <returns>The mask itself, or mask plus bias [H, n, S]; the caller does not dispose it.</returns>
    public virtual Tensor ScoreBias(Tensor mask, long start) => mask;
}
