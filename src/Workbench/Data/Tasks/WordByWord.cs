using System.Runtime.InteropServices;
using Workbench.Statistics;

namespace Workbench.Data.Tasks;

/// <summary>
/// A dictionary of words from pairs of texts: the translation of a word is the one with the largest Dice coefficient, twice the number of
/// pairs with both words over the sum of the numbers of pairs with each. Unknown words stay as they are.
/// </summary>
internal sealed class WordByWord
{
    private readonly Dictionary<string, string> _translations = new(StringComparer.Ordinal);

    /// <param name="pairs">Texts and their translations.</param>
    public WordByWord(IReadOnlyList<TextPair> pairs)
    {
        var (sources, targets) = (new Words(), new Words());
        var together = new Dictionary<long, int>(PairKeys.Comparer);
        foreach (var (source, target) in pairs)
        {
            var (left, right) = (sources.Count(source), targets.Count(target));
            foreach (var one in left)
            foreach (var other in right)
                CollectionsMarshal.GetValueRefOrAddDefault(together, PairKeys.Of(one, other), out _)++;
        }
        var best = new Dictionary<int, (double Dice, int Word)>();
        foreach (var (both, count) in together)
        {
            var (source, target) = PairKeys.Numbers(both);
            var found = (Dice: 2.0 * count / (sources.Counts[source] + targets.Counts[target]), Word: target);
            // Of equally exclusive words the first, so that the order of the dictionary does not matter.
            if (!best.TryGetValue(source, out var known) || found.Dice > known.Dice || (found.Dice == known.Dice && target < known.Word))
                best[source] = found;
        }
        foreach (var (source, (_, target)) in best)
            _translations[sources.Texts[source]] = targets.Texts[target];
    }

    /// <summary>The words' translations, one after the other.</summary>
    public string Translate(string source) =>
        string.Join(' ', Bleu.Words(source).Select(word => _translations.GetValueOrDefault(word.ToLowerInvariant(), word)));

    /// <summary>The words of one language, numbered, and how many texts have each.</summary>
    private sealed class Words
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public List<string> Texts { get; } = [];

        public List<int> Counts { get; } = [];

        /// <summary>The distinct words of a text, which are counted.</summary>
        public List<int> Count(string text)
        {
            var found = new List<int>();
            foreach (var word in Bleu.Words(text).Select(word => word.ToLowerInvariant()).Distinct())
            {
                if (!_numbers.TryGetValue(word, out var number))
                {
                    _numbers[word] = number = Texts.Count;
                    Texts.Add(word);
                    Counts.Add(0);
                }
                Counts[number]++;
                found.Add(number);
            }
            return found;
        }
    }
}
