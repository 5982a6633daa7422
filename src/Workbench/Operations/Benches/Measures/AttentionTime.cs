using System.Globalization;
using Workbench.Kernels;

namespace Workbench.Operations.Benches.Measures;

/// <summary>Causal attention forward and backward.</summary>
/// <param name="tokens">T.</param>
internal sealed class AttentionTime(int tokens) : TimedMeasure
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"attention, forward and backward, T = {tokens}");

    protected override IReadOnlyList<object> Request => ["attention", AttentionInputs.Heads, tokens, AttentionInputs.Width];

    protected override double? GoalOnOneDnn => 0;

    protected override (double Flops, double Bytes) Least => (AttentionInputs.Flops(tokens), AttentionInputs.Bytes(tokens));

    protected override double Goal(Ground ground, double peerSeconds) => 4;

    protected override Work Prepare(Ground ground) => AttentionInputs.BothWays(tokens, AttentionInputs.Heads, AttentionTerms.CausalOnly);
}
