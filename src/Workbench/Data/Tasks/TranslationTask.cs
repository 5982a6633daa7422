using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record Translation
{
    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store)
    {
        var split = corpus is null ? new([], []) : DocumentSplit.OfLines(corpus);
        var (training, held) = (TranslationTask.PairsOf(split.Training), TranslationTask.PairsOf(split.Validation));
        if (training.Count == 0 || held.Count == 0)
            throw new InvalidInputException(
                "translation needs pairs of texts",
                corpus?.Name,
                "lines of a text, a tab, and its translation",
                "add --data kjv-sparv",
                "data"
            );
        return new TranslationTask(Metric, tokenizer.Build(store(corpus!)), training, held, corpus!.Checksum);
    }
}

/// <summary>A text and its translation.</summary>
internal readonly record struct TextPair(string Source, string Target);

internal sealed class TranslationTask : PairTask
{
    private readonly TranslationMetric _score;
    private readonly IReadOnlyList<TextPair> _training;
    private readonly Lazy<WordByWord> _words;
    private readonly ShiftedTokenizer _tokenizer;

    public TranslationTask(
        TranslationMetric score,
        ITokenizer tokenizer,
        IReadOnlyList<TextPair> training,
        IReadOnlyList<TextPair> held,
        string checksum
    )
        : base(Encoded(tokenizer, training), Encoded(tokenizer, held), tokenizer.Vocabulary)
    {
        (_score, _training, _tokenizer) = (score, training, new(tokenizer, (int)FirstSymbol));
        _words = new(() => new(_training));
        (DataFingerprint, TokenizerFingerprint) = (checksum, tokenizer.Fingerprint);
        Pairs = new(_tokenizer, _tokenizer, (int)Start, (int)End);
    }

    public override Metric Metric =>
        _score == TranslationMetric.Bleu
            ? new("BLEU", "", LowerIsBetter: false, MetricKind.Bleu)
            : new("chrF", "", LowerIsBetter: false, MetricKind.ChrF);

    public override string DataFingerprint { get; }

    public override string TokenizerFingerprint { get; }

    public override PairTokenizers Pairs { get; }

    protected override bool LeavesOutLongPairs => true;

    public override TaskFloors Floors(int context)
    {
        var pairs = Fitting(context).Held.Select(pair => (Source: Text(pair.Source), Target: Text(pair.Target))).ToList();
        return new(
            Score(pairs.Select(pair => (pair.Source, pair.Target))),
            "copies the source",
            Score(pairs.Select(pair => (_words.Value.Translate(pair.Source), pair.Target))),
            "translates word by word: each word becomes the one that occurs most exclusively with it in training pairs (Dice's coefficient)"
        );
    }

    /// <summary>The pairs of documents: lines of two texts with a tab between them.</summary>
    public static List<TextPair> PairsOf(IEnumerable<Document> documents) =>
        [
            .. documents
                .SelectMany(document => document.Text.Split('\n'))
                .Select(line => line.Split('\t'))
                .Where(parts => parts.Length == 2 && parts[0].Length > 0 && parts[1].Length > 0)
                .Select(parts => new TextPair(parts[0], parts[1])),
        ];

    private double Score(IEnumerable<(string Translation, string Reference)> texts)
    {
        var counts = new OverlapCounts();
        foreach (var (translation, reference) in texts)
            counts.Add(_score == TranslationMetric.Bleu ? Bleu.Count(translation, reference) : ChrF.Count(translation, reference));
        return _score == TranslationMetric.Bleu ? Bleu.Of(counts) : ChrF.Of(counts);
    }

    private string Text(IReadOnlyList<long> tokens) => _tokenizer.Decode([.. tokens.Select(token => (int)token)]);

    private static List<TokenPair> Encoded(ITokenizer tokenizer, IReadOnlyList<TextPair> pairs) =>
        [.. pairs.AsParallel().AsOrdered().Select(pair => new TokenPair(Tokens(tokenizer, pair.Source), Tokens(tokenizer, pair.Target)))];

    private static long[] Tokens(ITokenizer tokenizer, string text) => [.. tokenizer.Encode(text).Select(token => FirstSymbol + token)];

    /// <summary>A tokenizer whose tokens begin after those of the task.</summary>
    private sealed class ShiftedTokenizer(ITokenizer inner, int by) : ITokenizer
    {
        public int Vocabulary => by + inner.Vocabulary;

        public string Fingerprint => inner.Fingerprint;

        public int[] Encode(ReadOnlySpan<char> text) => Array.ConvertAll(inner.Encode(text), token => token + by);

        // The task's own tokens are no text.
        public string Decode(ReadOnlySpan<int> tokens) =>
            inner.Decode([.. tokens.ToArray().Where(token => token >= by).Select(token => token - by)]);
    }
}
