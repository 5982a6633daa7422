using System.Text.RegularExpressions;

namespace Workbench.Statistics;

/// <summary>
/// BLEU of a corpus with one reference (Papineni et al. 2002): the geometric mean of the precisions of 1- to 4-grams, times a penalty for
/// brevity. Words are those of mteval-v13a; an order without a match counts as half a match, a quarter and so on (its smoothing by a
/// geometric sequence). From 0 to 100.
/// </summary>
internal static partial class Bleu
{
    private const int Orders = 4;

    /// <summary>The counts of a text: lengths of translation and reference, then for each order what is shared and what there is.</summary>
    public static OverlapCounts Count(string translation, string reference)
    {
        var (words, expected) = (Words(translation), Words(reference));
        var counts = new OverlapCounts();
        (counts[0], counts[1]) = (words.Length, expected.Length);
        foreach (var (i, grams) in NGrams.Of(words, expected, Orders).Index())
            (counts[2 * (i + 1)], counts[(2 * (i + 1)) + 1]) = (grams.Shared, grams.Left);
        return counts;
    }

    /// <summary>The score of summed counts.</summary>
    public static double Of(OverlapCounts counts)
    {
        var (sum, smoothing) = (0.0, 1.0);
        for (var n = 1; n <= Orders; n++)
        {
            var (shared, all) = (counts[2 * n], (double)counts[(2 * n) + 1]);
            // A translation shorter than four words has no 4-grams, and no unigram means no word in common.
            if (all == 0 || (n == 1 && shared == 0))
                return 0;
            if (shared == 0)
                smoothing *= 2;
            sum += Math.Log(shared > 0 ? shared / all : 1 / (smoothing * all));
        }
        var brevity = counts[0] < counts[1] ? Math.Exp(1 - (counts[1] / (double)counts[0])) : 1;
        return 100 * brevity * Math.Exp(sum / Orders);
    }

    /// <summary>The words of a text by the rules of mteval-v13a: punctuation is apart, but for points and commas inside numbers.</summary>
    public static string[] Words(string text)
    {
        text = $" {text.ReplaceLineEndings(" ")} ";
        text = Punctuation().Replace(text, " $1 ");
        text = AfterOther().Replace(text, "$1 $2 ");
        text = BeforeOther().Replace(text, " $1 $2");
        text = DashAfterDigit().Replace(text, "$1 $2 ");
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"([{-~\[-` -&(-+:-@/])", RegexOptions.CultureInvariant)]
    private static partial Regex Punctuation();

    [GeneratedRegex("([^0-9])([.,])", RegexOptions.CultureInvariant)]
    private static partial Regex AfterOther();

    [GeneratedRegex("([.,])([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex BeforeOther();

    [GeneratedRegex("([0-9])(-)", RegexOptions.CultureInvariant)]
    private static partial Regex DashAfterDigit();
}
