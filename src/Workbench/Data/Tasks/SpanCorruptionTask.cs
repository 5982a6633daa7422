using TorchSharp;
using Workbench.Kernels;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record SpanCorruption
{
    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store) =>
        new SpanCorruptionTask(this, corpus, tokenizer, store);
}

internal sealed class SpanCorruptionTask : TextTask
{
    // As many as T5 has.
    private const int Sentinels = 100;

    private readonly SpanCorruption _config;
    private readonly SpecialTokens _special;

    public SpanCorruptionTask(SpanCorruption config, Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store)
        : base("span-corruption", corpus, tokenizer, store) => (_config, _special) = (config, new(Tokenizer, Sentinels));

    public override int Vocabulary => _special.Vocabulary;

    public override TaskKind Kind => TaskKind.SourceToTarget;

    public override Metric Metric { get; } = new("loss of spans", "nats per token", LowerIsBetter: true);

    protected override ITokenizer TaskTokenizer => _special;

    // Two spans of the text around a hidden one.
    protected override int ShortestContext => 8;

    /// <summary>Tokens of a window, of those the hidden ones, and their spans. All windows of a context have as many.</summary>
    private (int Length, int Hidden, int Spans) Sizes(int context)
    {
        // The source has a sentinel for each span and the end, the target the start, the sentinels and the hidden tokens.
        var length = context - 1;
        while (true)
        {
            var hidden = Math.Clamp((int)Math.Round(length * _config.Rate), 1, length - 1);
            var spans = Math.Clamp((int)Math.Round(hidden / _config.Mean), 1, Math.Min(Sentinels, Math.Min(hidden, length - hidden)));
            if (length - hidden + spans + 1 <= context && hidden + spans + 1 <= context)
                return (length, hidden, spans);
            length--;
        }
    }

    protected override TaskFloors Floors() => NGrams(1);

    protected override Batch BatchOf(TokenFile.Part text, long[] starts, int context, torch.Device device, RandomStream draws, long first)
    {
        var (length, hidden, spans) = Sizes(context);
        var sources = new IReadOnlyList<long>[starts.Length];
        var targets = new IReadOnlyList<long>[starts.Length];
        var numbers = new double[2 * starts.Length * context];
        Philox.FillUniform(numbers, draws, (ulong)(first * context * 2));
        for (var row = 0; row < starts.Length; row++)
        {
            var drawn = numbers.AsMemory(2 * row * context, 2 * context);
            var gone = Parts(hidden, spans, drawn[..context]);
            var kept = Parts(length - hidden, spans, drawn[context..]);
            var (source, target) = (new List<long>(), new List<long>());
            var at = starts[row];
            // A text that is kept comes first, then its hidden span.
            for (var i = 0; i < spans; i++)
            {
                for (var end = at + kept[i]; at < end; at++)
                    source.Add(text[at]);
                source.Add(_special.Sentinel(i));
                target.Add(_special.Sentinel(i));
                for (var end = at + gone[i]; at < end; at++)
                    target.Add(text[at]);
            }
            (sources[row], targets[row]) = ([.. source, _special.End], [.. target, _special.End]);
        }
        IReadOnlyList<long>[] read = [.. targets.Select(target => (IReadOnlyList<long>)[_special.Start, .. target.SkipLast(1)])];
        return new(
            new ModelInput(Buckets.Padded(read, _special.Padding, device)) { Source = Buckets.Padded(sources, _special.Padding, device) },
            Buckets.Padded(targets, Batch.Ignored, device)
        );
    }

    // A whole as a sum of positive parts, all such sums being equally likely: the places where it is cut are drawn.
    private static int[] Parts(int whole, int count, ReadOnlyMemory<double> drawn)
    {
        var cuts = Enumerable.Range(1, whole - 1).OrderBy(place => drawn.Span[place]).Take(count - 1).Order().ToList();
        return [.. cuts.Append(whole).Zip(cuts.Prepend(0), (end, start) => end - start)];
    }
}
