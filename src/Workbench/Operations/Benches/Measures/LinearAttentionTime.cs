using System.Globalization;
using Workbench.Kernels;

namespace Workbench.Operations.Benches.Measures;

/// <summary>Causal linear attention against our full attention.</summary>
/// <param name="tokens">T.</param>
internal sealed class LinearAttentionTime(int tokens) : CostMeasure
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"linear attention, forward and backward, T = {tokens}");

    protected override string Base => "our full attention";

    protected override double Goal => 1;

    protected override Work Prepare() => LinearAttentionInputs.BothWays(tokens);

    protected override Work PrepareBase() => AttentionInputs.BothWays(tokens, AttentionInputs.Heads, AttentionTerms.CausalOnly);
}
