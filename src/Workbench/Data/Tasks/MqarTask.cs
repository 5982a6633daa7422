namespace Workbench.Data.Tasks;

public sealed partial record Mqar
{
    /// <inheritdoc/>
    public override ITask Build(Corpus? corpus) => new MqarTask(this);
}

internal sealed class MqarTask(Mqar config) : GeneratedTask
{
    private int Filler => config.Keys + config.Values;

    public override int Vocabulary => config.Keys + config.Values + 1;

    public override string DataFingerprint => "mqar 1";

    public override IReadOnlyList<Fault> Check(int context) =>
        context >= 3 * config.Pairs
            ? []
            :
            [
                new(
                    "the window must hold all pairs and all queries",
                    $"{context}",
                    $"at least {3 * config.Pairs}, three tokens a pair",
                    "raise model.context or lower task.pairs",
                    "model.context"
                ),
            ];

    public override TaskFloors Floors(int context) =>
        new(
            1.0 / config.Values,
            "any fixed value",
            Multiplicity.ExpectedMaximum(config.Pairs, config.Values) / config.Pairs,
            "knows the window's values but not whose they are: always the most frequent of them (exact expectation)"
        );

    // Keys, values, order of the queries, positions of the queries.
    protected override ulong DrawsPerRow(int context) => (ulong)(config.Keys + config.Pairs + config.Pairs + context);

    protected override void Row(Func<long, long> draw, Span<long> inputs, Span<long> targets)
    {
        var pairs = config.Pairs;
        var keys = Sample(draw, config.Keys, pairs);
        var values = new long[pairs];
        for (var i = 0; i < pairs; i++)
        {
            values[i] = config.Keys + draw(config.Values);
            inputs[2 * i] = keys[i];
            inputs[(2 * i) + 1] = values[i];
        }
        inputs[(2 * pairs)..].Fill(Filler);
        var order = Sample(draw, pairs, pairs);
        var places = Sample(draw, inputs.Length - (2 * pairs), pairs);
        for (var i = 0; i < pairs; i++)
        {
            var place = (int)(2 * pairs + places[i]);
            inputs[place] = keys[order[i]];
            targets[place] = values[order[i]];
        }
    }

    // The first elements of a random permutation (partial Fisher-Yates shuffle).
    private static long[] Sample(Func<long, long> draw, int from, int count)
    {
        var all = new long[from];
        for (var i = 0; i < from; i++)
            all[i] = i;
        for (var i = 0; i < count; i++)
        {
            var j = i + (int)draw(from - i);
            (all[i], all[j]) = (all[j], all[i]);
        }
        return all[..count];
    }
}
