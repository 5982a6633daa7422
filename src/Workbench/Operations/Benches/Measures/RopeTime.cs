using TorchSharp;
using Workbench.Models;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches.Measures;

/// <summary>Queries and keys turned by their positions, forward and backward.</summary>
internal sealed class RopeTime : TimedMeasure
{
    private const int Batch = 8, Heads = 6, Tokens = 256, Width = 64;

    public override string Name => $"rope, queries and keys of {Batch} x {Heads} x {Tokens} x {Width}";

    protected override IReadOnlyList<object> Request => ["rope", Heads, Tokens, Width];

    // Both are read and written, and so are their gradients; the sum that makes one output of two is not counted.
    protected override (double Flops, double Bytes) Least => (0, 8.0 * sizeof(float) * Batch * Heads * Tokens * Width);

    protected override double Goal(Ground ground, double peerSeconds) => 1;

    protected override Work Prepare(Ground ground)
    {
        var rotation = new Rotation(new Rope { Layout = RopeLayout.HalfSplit }, Width);
        var (q, k) = (Work.Leaf("q", Batch, Heads, Tokens, Width), Work.Leaf("k", Batch, Heads, Tokens, Width));
        return Work.BothWays(() => rotation.Rotate(q, 0) + rotation.Rotate(k, 0), [q, k]);
    }
}
