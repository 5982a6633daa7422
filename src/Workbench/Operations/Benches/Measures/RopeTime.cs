using Workbench.Kernels;

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
        var (cosine, sine) = Rotary.tables(Tokens, Width); // [T, K/2]
        var (q, k) = (Work.Leaf("q", Batch, Heads, Tokens, Width), Work.Leaf("k", Batch, Heads, Tokens, Width));
        return Work.BothWays(() => Rotary.rotate(q, cosine, sine, RotaryLayout.HalfSplit) + Rotary.rotate(k, cosine, sine, RotaryLayout.HalfSplit), [q, k], cosine, sine);
    }
}
