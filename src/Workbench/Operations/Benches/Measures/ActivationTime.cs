using System.Globalization;
using Workbench.Kernels;

namespace Workbench.Operations.Benches.Measures;

/// <summary>What stands between a feed-forward network's products, forward and backward.</summary>
/// <param name="kind">gelu, or swiglu: silu(gate) * x.</param>
/// <param name="rows">Tokens.</param>
/// <param name="width">The network's inner width.</param>
internal sealed class ActivationTime(string kind, int rows, int width) : TimedMeasure
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"{kind}, {rows} x {width}");

    protected override IReadOnlyList<object> Request => ["activation", kind, rows, width];

    // Each input is read forward and backward and gets a gradient; the result is written and its gradient read.
    protected override (double Flops, double Bytes) Least => (0, (kind == "gelu" ? 5.0 : 8.0) * sizeof(float) * rows * width);

    protected override double Goal(Ground ground, double peerSeconds) => 1;

    protected override Work Prepare(Ground ground)
    {
        // The gate and what it opens for lie side by side, as their one product leaves them.
        var x = Work.Leaf("x", rows, kind == "gelu" ? width : 2 * width);
        return kind == "gelu"
            ? Work.BothWays(() => FusedActivation.activate(x, Activation.Gelu), [x])
            : Work.BothWays(() => FusedActivation.gate(x, Activation.Silu), [x]);
    }
}
