using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record G2p
{
    /// <inheritdoc/>
    public override ITask Build(Corpus? corpus) =>
        new G2pTask(
            this,
            corpus
                ?? throw new InvalidInputException(
                    "g2p needs a pronouncing dictionary",
                    null,
                    "a name of the catalogue or a file",
                    "add --data cmudict",
                    "data"
                )
        );
}

internal sealed partial class G2pTask : PairTask
{
    // One word in this many is held out.
    private const int HeldOut = 20;

    private readonly Lazy<TaskFloors> _floors;

    public G2pTask(G2p config, Corpus corpus)
        : this(Read(corpus, config.Stress), corpus.Checksum, config.Stress) { }

    private G2pTask(IReadOnlyList<Entry> entries, string checksum, bool stress)
        : this(entries, new Symbols(entries), checksum, stress) { }

    private G2pTask(IReadOnlyList<Entry> entries, Symbols symbols, string checksum, bool stress)
        : base(
            [.. entries.Where(one => !IsHeldOut(one.Word)).Select(symbols.Pair)],
            [.. entries.Where(one => one.IsFirst && IsHeldOut(one.Word)).Select(symbols.Pair)],
            symbols.Count
        )
    {
        DataFingerprint = checksum;
        Pairs = symbols.Tokenizers;
        TokenizerFingerprint = stress ? "letters and stressed phonemes 1" : "letters and phonemes 1";
        _floors = new(() => new(1, "says nothing: every phoneme is missing", LetterByLetter(), Meaning));
    }

    private const string Meaning =
        "reads letter by letter: for each letter the phoneme that stands in its place most often in training words with as many "
        + "phonemes as letters";

    public override Metric Metric { get; } = new("phoneme error rate", "", LowerIsBetter: true, MetricKind.EditDistance);

    public override string DataFingerprint { get; }

    public override string TokenizerFingerprint { get; }

    public override PairTokenizers Pairs { get; }

    public override TaskFloors Floors(int context) => _floors.Value;

    // "WORD  P1 P2": two spaces; other pronunciations of a word are written WORD(1), WORD(2).
    private static List<Entry> Read(Corpus corpus, bool stress)
    {
        var entries = new List<Entry>();
        foreach (var line in corpus.Documents.SelectMany(document => document.Text.Split('\n')))
        {
            if (Line().Match(line) is not { Success: true } match)
                continue;
            var phonemes = match.Groups["phonemes"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!stress)
                phonemes = Array.ConvertAll(phonemes, one => one.TrimEnd('0', '1', '2'));
            entries.Add(new(match.Groups["word"].Value, !match.Groups["other"].Success, phonemes));
        }
        return entries.Count >= 2 * HeldOut
            ? entries
            : throw new InvalidInputException(
                "the text is not a pronouncing dictionary",
                $"{corpus.Name}, with {entries.Count} lines that can be read",
                $"at least {2 * HeldOut} lines such as \"WORD  W ER1 D\"",
                "give --data cmudict, or a file of that form",
                "data"
            );
    }

    // By the word alone, so that a word is held out in every version of the dictionary.
    private static bool IsHeldOut(string word) => SHA256.HashData(Encoding.UTF8.GetBytes(word))[0] * HeldOut < 256;

    private double LetterByLetter()
    {
        var counts = new Dictionary<(long Letter, long Phoneme), int>();
        foreach (var (source, target) in Training.Where(pair => pair.Source.Count == pair.Target.Count))
            for (var i = 0; i < source.Count; i++)
                counts[(source[i], target[i])] = counts.GetValueOrDefault((source[i], target[i])) + 1;
        var best = counts
            .GroupBy(one => one.Key.Letter)
            .ToDictionary(
                group => group.Key,
                group => group.OrderByDescending(one => one.Value).ThenBy(one => one.Key.Phoneme).First().Key.Phoneme
            );
        var errors = Held.Sum(pair =>
            EditDistance.Of([.. pair.Source.Where(best.ContainsKey).Select(letter => best[letter])], [.. pair.Target])
        );
        return (double)errors / Held.Sum(pair => pair.Target.Count);
    }

    private sealed record Entry(string Word, bool IsFirst, string[] Phonemes);

    /// <summary>The tokens: letters, then phonemes, after the task's own.</summary>
    private sealed class Symbols
    {
        private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

        public Symbols(IReadOnlyList<Entry> entries)
        {
            var letters = entries.SelectMany(one => one.Word).Distinct().Order().Select(letter => $"'{letter}");
            string[] phonemes = [.. entries.SelectMany(one => one.Phonemes).Distinct().Order(StringComparer.Ordinal)];
            foreach (var symbol in letters.Concat(phonemes))
                _numbers.Add(symbol, FirstSymbol + _numbers.Count);
            var alphabet = CharacterTokenizer.From(entries.Select(one => one.Word));
            Tokenizers = new(
                new Letters(alphabet, (int)FirstSymbol),
                new Phonemes(phonemes, (int)FirstSymbol + alphabet.Vocabulary),
                (int)Start,
                (int)End
            );
        }

        public PairTokenizers Tokenizers { get; }

        public int Count => _numbers.Count;

        public TokenPair Pair(Entry entry) =>
            new([.. entry.Word.Select(letter => _numbers[$"'{letter}"])], [.. entry.Phonemes.Select(phoneme => _numbers[phoneme])]);
    }

    [GeneratedRegex(@"^(?<word>[A-Z']+)(?<other>\(\d\))?  (?<phonemes>[A-Z0-9 ]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
