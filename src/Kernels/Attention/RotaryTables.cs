using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// The angles of rotary positions (Su et al. 2021, "RoFormer"): each plane (a, b) of two coordinates becomes (a cos - b sin, b cos + a sin).
/// </summary>
/// <param name="Cosine">[T, K]: the cosine for every coordinate.</param>
/// <param name="Sine">[T, K]: minus the sine for the first coordinate of a plane, the sine for the second.</param>
/// <param name="Interleaved">Whether planes are coordinates (0, 1), (2, 3), …; otherwise (0, K/2), (1, K/2 + 1), …</param>
public readonly record struct RotaryTables(Tensor Cosine, Tensor Sine, bool Interleaved)
{
    /// <summary>Turned by plain operators.</summary>
    /// <param name="x">[..., T, K]</param>
    public Tensor Rotate(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        var half = x.shape[^1] / 2;
        var partner = Interleaved ? x.unflatten(x.dim() - 1, [half, 2]).flip(-1).flatten(-2) : x.roll([half], [-1]); // the other coordinate of each plane
        return (x * Cosine).addcmul_(partner, Sine, 1).MoveToOuterDisposeScope();
    }
}
