using System.Globalization;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches.Measures;

/// <summary>What a term costs over plain causal attention: at most a tenth.</summary>
/// <param name="term">Its name.</param>
/// <param name="prepare">Makes attention with it ready.</param>
internal sealed class AttentionTermCost(string term, Func<Work> prepare) : CostMeasure
{
    private const int Tokens = 2048, Window = 256, Groups = 2;

    public static IReadOnlyList<AttentionTermCost> All { get; } =
    [
        new("ALiBi", () =>
        {
            // One number a distance: entry i - j + T - 1 is for a key i - j back.
            var slopes = pow(2, -arange(1, AttentionInputs.Heads + 1, ScalarType.Float32)).unsqueeze(1); // [H, 1]
            var bias = -slopes * (arange(2 * Tokens - 1, ScalarType.Float32) - (Tokens - 1)).unsqueeze(0); // [H, 2T - 1]
            return AttentionInputs.BothWays(Tokens, AttentionInputs.Heads, AttentionTerms.CausalOnly with { Bias = bias }, bias);
        }),
        new($"a window of {Window}", () => AttentionInputs.BothWays(Tokens, AttentionInputs.Heads, AttentionTerms.CausalOnly with { Window = Window })),
        new($"{Groups} key/value heads", () => AttentionInputs.BothWays(Tokens, Groups, AttentionTerms.CausalOnly)),
    ];

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"attention with {term}, T = {Tokens}");

    protected override string Base => "plain causal attention";

    protected override double Goal => 1 / 1.1;

    protected override string Note => "at most 10 % more";

    protected override Work Prepare() => prepare();

    protected override Work PrepareBase() => AttentionInputs.BothWays(Tokens, AttentionInputs.Heads, AttentionTerms.CausalOnly);
}
