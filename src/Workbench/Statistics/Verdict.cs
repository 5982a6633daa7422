namespace Workbench.Statistics;

/// <summary>What a comparison with the baseline says.</summary>
public enum VerdictWord
{
    /// <summary>The whole interval lies on the better side of 0, and not all of it within ±epsilon.</summary>
    Better,

    /// <summary>
    /// The whole interval lies on the worse side of 0, and not all of it within ±epsilon; or more runs diverged than the baseline's.
    /// </summary>
    Worse,

    /// <summary>The whole interval lies within ±epsilon: whatever difference there is, is too small to matter.</summary>
    Equivalent,

    /// <summary>The interval holds 0 and reaches beyond epsilon, or there is no interval: more seeds are needed.</summary>
    Undetermined,
}

/// <summary>The outcome of one comparison with the baseline.</summary>
/// <param name="Word">Better, worse, equivalent or undetermined.</param>
/// <param name="Reason">The word in a sentence, with the numbers that decided it.</param>
/// <param name="Difference">Variant minus baseline over the pairs in which both finished; its interval is uncorrected for the number of
/// comparisons.</param>
/// <param name="SeedsToSettle">How many seeds in all would probably settle an undetermined comparison; null when it is settled or cannot be
/// told.</param>
/// <param name="DivergedVariant">Compared seeds at which the variant diverged.</param>
/// <param name="DivergedBaseline">Compared seeds at which the baseline diverged.</param>
public sealed record Verdict(
    VerdictWord Word,
    string Reason,
    MeanEstimate Difference,
    int? SeedsToSettle = null,
    int DivergedVariant = 0,
    int DivergedBaseline = 0
);
