using System.Globalization;
using Workbench.Kernels;

namespace Workbench.Operations.Benches.Measures;

/// <summary>A residual addition and its norm, forward and backward.</summary>
/// <param name="kind">layernorm or rmsnorm.</param>
/// <param name="rows">Tokens.</param>
/// <param name="width">D.</param>
internal sealed class NormTime(string kind, int rows, int width) : TimedMeasure
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"x + branch and its {kind}, {rows} x {width}");

    protected override IReadOnlyList<object> Request => ["norm", kind, rows, width];

    // x, branch and the gradient are read, the result and one gradient are written.
    protected override (double Flops, double Bytes) Least => (0, 5.0 * sizeof(float) * rows * width);

    protected override double Goal(Ground ground, double peerSeconds) => 1;

    protected override Work Prepare(Ground ground)
    {
        var (x, branch, gain, bias) = (Work.Leaf("x", rows, width), Work.Leaf("branch", rows, width), Work.Leaf("gain", width), Work.Leaf("bias", width));
        return kind == "layernorm"
            ? Work.BothWays(() => FusedNorm.layer_norm(x, gain, bias, branch: branch), [x, branch, gain, bias])
            : Work.BothWays(() => FusedNorm.rms_norm(x, gain, branch: branch), [x, branch, gain], bias);
    }
}
