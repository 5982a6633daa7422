namespace Workbench.Data.Tasks;

public sealed partial record Copy
{
    /// <inheritdoc/>
    public override ITask Build(Corpus? corpus) => new CopyTask(Symbols);
}

internal sealed class CopyTask(int symbols) : GeneratedTask
{
    private int Separator => symbols;

    public override int Vocabulary => symbols + 1;

    public override string DataFingerprint => "copy 1";

    public override IReadOnlyList<Fault> Check(int context) =>
        context >= 2
            ? []
            : [new("copy needs windows of at least 2 tokens", $"{context}", "at least 2", "raise model.context", "model.context")];

    /// <summary>
    /// The shortcut strategy knows the multiset of the remaining symbols but not their order. With k symbols left, guessing the most
    /// frequent is right with probability E[max multiplicity of k draws] / k; the floor is the mean over k = 1 … n.
    /// </summary>
    public override TaskFloors Floors(int context)
    {
        var n = context / 2;
        var shortcut = Enumerable.Range(1, n).Average(k => Multiplicity.ExpectedMaximum(k, symbols) / k);
        return new(
            1.0 / symbols,
            "any fixed symbol",
            shortcut,
            "knows which symbols are still to come but not their order: always the most frequent of them (exact expectation)"
        );
    }

    protected override ulong DrawsPerRow(int context) => (ulong)context;

    protected override void Row(Func<long, long> draw, Span<long> inputs, Span<long> targets)
    {
        var n = inputs.Length / 2;
        // s1 … sn | s1 … s(n-1); a window of odd length has one more separator in front.
        var at = inputs.Length - (2 * n);
        inputs[..at].Fill(Separator);
        for (var i = 0; i < n; i++)
        {
            var symbol = draw(symbols);
            inputs[at + i] = symbol;
            targets[at + n + i] = symbol;
            if (i < n - 1)
                inputs[at + n + 1 + i] = symbol;
        }
        inputs[at + n] = Separator;
    }
}
