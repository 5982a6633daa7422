using System.Globalization;

namespace Workbench.Operations.Benches.Measures;

/// <summary>That linear attention is linear: its time at 16,384 tokens against eight times that at 2,048.</summary>
internal sealed class LinearAttentionGrowth : CostMeasure
{
    private const int Few = 2048, Many = 16384;

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"linear attention, growth from T = {Few} to {Many}");

    protected override string Base => string.Create(CultureInfo.InvariantCulture, $"{Many / Few} x T = {Few}");

    protected override double Goal => 0.9;

    protected override double Times => (double)Many / Few;

    protected override string Note => "a ratio of 1 is linear";

    protected override Work Prepare() => LinearAttentionInputs.BothWays(Many);

    protected override Work PrepareBase() => LinearAttentionInputs.BothWays(Few);
}
