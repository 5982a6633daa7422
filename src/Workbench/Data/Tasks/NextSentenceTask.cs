using System.Text.RegularExpressions;
using Workbench.Kernels;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record NextSentence
{
    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store)
    {
        var split = corpus is null ? new([], []) : DocumentSplit.Of(corpus);
        if (split.Training.Count < 2 || split.Validation.Count < 2)
            throw new InvalidInputException(
                "next-sentence needs documents, since the other sentence is of another one",
                corpus is null
                    ? null
                    : $"{corpus.Name}, with {split.Training.Count} to train on and {split.Validation.Count} for validation",
                "at least 2 of each",
                "add --data brown",
                "data"
            );
        return new NextSentenceTask(new(tokenizer.Build(store(corpus!))), split, corpus!.Checksum);
    }
}

internal sealed partial class NextSentenceTask : LabelledTask
{
    private readonly SpecialTokens _special;
    private readonly Lazy<TaskFloors> _floors;

    public NextSentenceTask(SpecialTokens special, DocumentSplit split, string dataFingerprint)
        : base(special, Pairs(special, split.Training), Pairs(special, split.Validation))
    {
        (_special, DataFingerprint) = (special, dataFingerprint);
        _floors = new(() =>
        {
            var threshold = Enumerable.Range(0, 50).Select(i => i / 50.0).MaxBy(one => Accuracy(Training, one));
            return new(
                Majority(),
                "the more frequent answer",
                Accuracy(Held, threshold),
                "says that the sentences belong together where they share a share of their tokens, whatever these mean: the threshold that "
                    + "is best on the training text"
            );
        });
    }

    public override TaskKind Kind => TaskKind.PairClasses;

    public override IReadOnlyList<string> Classes { get; } = ["other", "next"];

    public override Metric Metric { get; } = new("accuracy", "", LowerIsBetter: false, MetricKind.Accuracy);

    public override string DataFingerprint { get; }

    public override TaskFloors Floors(int context) => _floors.Value;

    public override TextInput Read(string text, string? second)
    {
        var (tokens, first) = Joined(_special, _special.Encode(text), _special.Encode(second ?? ""));
        return new(tokens, [new(text, 0)]) { FirstSegment = first };
    }

    private static double Accuracy(IReadOnlyList<LabelledText> pairs, double threshold) =>
        pairs.Count(pair => (Shared(pair) > threshold ? 1 : 0) == pair.Classes[0]) / (double)pairs.Count;

    // The share of the second sentence's tokens that the first has too.
    private static double Shared(LabelledText pair)
    {
        var first = pair.Tokens.Take(pair.FirstSegment).ToHashSet();
        var second = pair.Tokens.Skip(pair.FirstSegment).SkipLast(1).ToList();
        return second.Count(first.Contains) / (double)Math.Max(1, second.Count);
    }

    // Every sentence but a document's last is the first of a pair.
    private static List<LabelledText> Pairs(SpecialTokens special, IReadOnlyList<Document> documents)
    {
        var encoded = documents
            .AsParallel()
            .AsOrdered()
            .Select(document => SentenceEnd().Split(document.Text).Select(one => one.Trim()).Where(one => one.Length > 0))
            .Select(sentences => sentences.Select(one => special.Encode(one)).ToList())
            .Where(sentences => sentences.Count > 0)
            .ToList();
        var pairs = new List<LabelledText>();
        var draws = RandomStream.Named(0, "next sentences");
        for (var d = 0; d < encoded.Count; d++)
        for (var i = 0; i + 1 < encoded[d].Count; i++)
        {
            var at = 3ul * (ulong)pairs.Count;
            var isNext = Philox.Below(draws, at, 2) == 1;
            var document = (d + 1 + (int)Philox.Below(draws, at + 1, Math.Max(1, encoded.Count - 1))) % encoded.Count;
            var second = isNext ? encoded[d][i + 1] : encoded[document][(int)Philox.Below(draws, at + 2, encoded[document].Count)];
            var (tokens, first) = Joined(special, encoded[d][i], second);
            pairs.Add(new(tokens, [isNext ? 1 : 0]) { FirstSegment = first });
        }
        return pairs;
    }

    private static (long[] Tokens, int FirstSegment) Joined(SpecialTokens special, int[] first, int[] second) =>
        (
            [special.Start, .. first.Select(one => (long)one), special.End, .. second.Select(one => (long)one), special.End],
            first.Length + 2
        );

    [GeneratedRegex(@"\n+|(?<=[.!?][""')\]]*)\s+(?=[""'(\[]*\p{Lu})", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();
}
