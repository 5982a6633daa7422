namespace Workbench.Statistics;

/// <summary>
/// chrF2 of a corpus (Popovic 2015, with beta = 2 as in 2016): precision and recall of the n-grams of characters without white space, each
/// averaged over n = 1 to 6, in a mean that weighs recall four times. From 0 to 100.
/// </summary>
internal static class ChrF
{
    private const int Orders = 6;
    private const double BetaSquared = 4;

    /// <summary>The counts of a text: for each order the n-grams of the translation, of the reference, and those they share.</summary>
    public static OverlapCounts Count(string translation, string reference)
    {
        var (characters, expected) = (Characters(translation), Characters(reference));
        var counts = new OverlapCounts();
        foreach (var (i, grams) in NGrams.Of(characters, expected, Orders).Index())
            (counts[3 * i], counts[(3 * i) + 1], counts[(3 * i) + 2]) = (grams.Left, grams.Right, grams.Shared);
        return counts;
    }

    /// <summary>The score of summed counts.</summary>
    public static double Of(OverlapCounts counts)
    {
        var (precision, recall, orders) = (0.0, 0.0, 0);
        for (var at = 0; at < 3 * Orders; at += 3)
        {
            // Texts shorter than n characters say nothing of this order.
            if (counts[at] == 0 || counts[at + 1] == 0)
                continue;
            precision += counts[at + 2] / (double)counts[at];
            recall += counts[at + 2] / (double)counts[at + 1];
            orders++;
        }
        if (precision + recall == 0)
            return 0;
        (precision, recall) = (precision / orders, recall / orders);
        return 100 * (1 + BetaSquared) * precision * recall / ((BetaSquared * precision) + recall);
    }

    private static System.Text.Rune[] Characters(string text) =>
        [.. text.EnumerateRunes().Where(one => !System.Text.Rune.IsWhiteSpace(one))];
}
