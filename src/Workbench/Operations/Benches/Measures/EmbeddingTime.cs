using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches.Measures;

/// <summary>The lookup of tokens in a large table, and the table's gradient.</summary>
internal sealed class EmbeddingTime : TimedMeasure
{
    private const int Vocabulary = 32768, Width = 256, Tokens = 2048;

    public override string Name => $"embedding, {Tokens} of {Vocabulary} x {Width}";

    protected override IReadOnlyList<object> Request => ["embedding", Vocabulary, Width, Tokens];

    // A dense gradient is written whole.
    protected override (double Flops, double Bytes) Least => (0, sizeof(float) * Width * (Vocabulary + 3.0 * Tokens));

    protected override double Goal(Ground ground, double peerSeconds) => 1;

    protected override Work Prepare(Ground ground)
    {
        var weight = Work.Leaf("table", Vocabulary, Width);
        var tokens = arange(Tokens) * 7919 % Vocabulary; // [N]
        return Work.BothWays(() => EmbeddingLookup.embedding(tokens, weight), [weight], tokens);
    }
}
