using System.Text.RegularExpressions;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record PartOfSpeech
{
    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store)
    {
        var split = corpus is null ? new([], []) : DocumentSplit.OfLines(corpus);
        var (training, held) = (PartOfSpeechTask.Sentences(split.Training), PartOfSpeechTask.Sentences(split.Validation));
        if (training.Count == 0 || held.Count == 0)
            throw new InvalidInputException(
                "pos needs a tagged text",
                corpus?.Name,
                "lines such as \"The/at jury/nn said/vbd\"",
                "add --data brown-tagged",
                "data"
            );
        return new PartOfSpeechTask(new(tokenizer.Build(store(corpus!))), training, held, corpus!.Checksum);
    }
}

/// <summary>A word and its tag.</summary>
internal readonly record struct TaggedWord(string Word, string Tag);

internal sealed partial class PartOfSpeechTask : LabelledTask
{
    private readonly SpecialTokens _special;
    private readonly Lazy<TaskFloors> _floors;

    public PartOfSpeechTask(
        SpecialTokens special,
        IReadOnlyList<TaggedWord[]> training,
        IReadOnlyList<TaggedWord[]> held,
        string dataFingerprint
    )
        : this(special, training, held, TagsOf(training, held), dataFingerprint) { }

    private PartOfSpeechTask(
        SpecialTokens special,
        IReadOnlyList<TaggedWord[]> training,
        IReadOnlyList<TaggedWord[]> held,
        List<string> tags,
        string dataFingerprint
    )
        : base(special, Encoded(special, training, tags), Encoded(special, held, tags))
    {
        (_special, Classes, DataFingerprint) = (special, tags, dataFingerprint);
        _floors = new(() =>
            new(
                Majority(),
                "the most frequent tag of the training text",
                WordByWord(training, held),
                "the tag that the word had most often in the training text; for another word, the most frequent tag of words that "
                    + "occur once"
            )
        );
    }

    public override TaskKind Kind => TaskKind.TokenClasses;

    public override IReadOnlyList<string> Classes { get; }

    public override Metric Metric { get; } = new("accuracy", "", LowerIsBetter: false, MetricKind.Accuracy);

    public override string DataFingerprint { get; }

    public override TaskFloors Floors(int context) => _floors.Value;

    public override TextInput Read(string text, string? second) =>
        Read(_special, text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The sentences of tagged documents: a line each, with words "word/tag".</summary>
    public static List<TaggedWord[]> Sentences(IEnumerable<Document> documents) =>
        [
            .. documents
                .SelectMany(document => document.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                .Select(line => line.Split(' ').Select(Tagged).OfType<TaggedWord>().ToArray())
                .Where(sentence => sentence.Length > 0),
        ];

    // The tag follows the last slash: "1/2/cd" is the word "1/2".
    private static TaggedWord? Tagged(string token)
    {
        var slash = token.LastIndexOf('/');
        return slash < 1 || slash == token.Length - 1
            ? null
            : new(token[..slash], Additions().Replace(token[(slash + 1)..].ToLowerInvariant(), ""));
    }

    private static List<string> TagsOf(params IReadOnlyList<TaggedWord[]>[] parts) =>
        [
            .. parts
                .SelectMany(part => part)
                .SelectMany(sentence => sentence)
                .Select(one => one.Tag)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    private static List<LabelledText> Encoded(SpecialTokens special, IReadOnlyList<TaggedWord[]> sentences, List<string> tags)
    {
        var numbers = tags.Select((tag, number) => (tag, number)).ToDictionary(one => one.tag, one => (long)one.number);
        return [.. sentences.AsParallel().AsOrdered().Select(Sentence)];

        LabelledText Sentence(TaggedWord[] sentence)
        {
            var read = Read(special, [.. sentence.Select(one => one.Word)]);
            var classes = new long[read.Tokens.Length];
            Array.Fill(classes, Batch.Ignored);
            foreach (var (place, one) in read.Places.Zip(sentence).Where(pair => pair.First.At != TextPlace.Nowhere))
                classes[place.At] = numbers[one.Tag];
            return new(read.Tokens, classes);
        }
    }

    // A word is told by its first token.
    private static TextInput Read(SpecialTokens special, IReadOnlyList<string> words)
    {
        var (tokens, places) = (new List<long> { special.Start }, new List<TextPlace>());
        foreach (var word in words)
        {
            var pieces = special.Encode(places.Count == 0 ? word : $" {word}");
            places.Add(new(word, pieces.Length > 0 ? tokens.Count : TextPlace.Nowhere));
            tokens.AddRange(pieces.Select(piece => (long)piece));
        }
        return new([.. tokens], places);
    }

    private static double WordByWord(IReadOnlyList<TaggedWord[]> training, IReadOnlyList<TaggedWord[]> held)
    {
        var words = training.SelectMany(sentence => sentence).GroupBy(one => one.Word).ToDictionary(one => one.Key, one => one.ToList());
        var best = words.ToDictionary(one => one.Key, one => MostFrequent(one.Value));
        var other = MostFrequent(
            words.Values.Where(tagged => tagged.Count == 1).SelectMany(tagged => tagged).DefaultIfEmpty(training[0][0])
        );
        var scored = held.SelectMany(sentence => sentence).ToList();
        return scored.Count(one => best.GetValueOrDefault(one.Word, other) == one.Tag) / (double)scored.Count;
    }

    private static string MostFrequent(IEnumerable<TaggedWord> words) =>
        words.GroupBy(one => one.Tag).OrderByDescending(one => one.Count()).ThenBy(one => one.Key, StringComparer.Ordinal).First().Key;

    [GeneratedRegex("^fw-|-(hl|tl|nc)(?=$|[-+])", RegexOptions.CultureInvariant)]
    private static partial Regex Additions();
}
