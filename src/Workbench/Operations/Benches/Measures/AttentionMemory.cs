using System.Globalization;
using Workbench.Kernels;

namespace Workbench.Operations.Benches.Measures;

/// <summary>The memory that causal attention adds, forward and backward.</summary>
internal sealed class AttentionMemory : MemoryMeasure
{
    private const int Tokens = 4096;

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"attention, memory added, T = {Tokens}");

    protected override IReadOnlyList<object> Request => ["memory", AttentionInputs.Heads, Tokens, AttentionInputs.Width];

    protected override double Goal => 20;

    protected override string Note => string.Create(CultureInfo.InvariantCulture,
        $"output and three gradients are {AttentionInputs.Bytes(Tokens) / 2 * 1e-6:0.0} MB, one array of all pairs is {4.0 * Tokens * Tokens * AttentionInputs.Heads * 1e-6:0} MB");

    protected override Work Prepare(bool small) => AttentionInputs.BothWays(small ? 128 : Tokens, AttentionInputs.Heads, AttentionTerms.CausalOnly);
}
