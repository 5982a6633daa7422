namespace Workbench.Statistics;

/// <summary>The verdict of a comparison with the baseline.</summary>
public enum VerdictWord
{
    /// <summary>The whole interval is on the better side of 0 and not entirely within ±epsilon; or fewer runs diverged than the
    /// baseline's.</summary>
    Better,

    /// <summary>
    /// The whole interval is on the worse side of 0 and not entirely within ±epsilon; or more runs diverged than the baseline's.
    /// </summary>
    Worse,

    /// <summary>The whole interval is within ±epsilon: any difference is too small to matter.</summary>
    Equivalent,

    /// <summary>The interval contains 0 and extends beyond ±epsilon, or there is no interval: more seeds are needed.</summary>
    Undetermined,
}

/// <summary>The outcome of one comparison with the baseline.</summary>
/// <param name="Word">Better, worse, equivalent or undetermined.</param>
/// <param name="Reason">The reason for the verdict, with the deciding numbers.</param>
/// <param name="Difference">Variant minus baseline over the compared pairs; the interval is not corrected for the number of
/// comparisons.</param>
/// <param name="SeedsToSettle">Estimated total number of seeds that would settle an undetermined comparison; null when the comparison is
/// settled or there is no estimate.</param>
/// <param name="DivergedVariant">Number of compared runs of the variant that diverged.</param>
/// <param name="DivergedBaseline">Number of compared runs of the baseline that diverged.</param>
public sealed record Verdict(
    VerdictWord Word,
    string Reason,
    MeanEstimate Difference,
    int? SeedsToSettle = null,
    int DivergedVariant = 0,
    int DivergedBaseline = 0
)
{
    /// <summary>What the pairs say beyond the interval; null below two pairs.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>The interval of the difference that holds together with those of all other comparisons of the study (Bonferroni): 95 % that
    /// none of them misses. Null without an interval.</summary>
    public Interval? SimultaneousInterval { get; init; }

    /// <summary>What would change the verdict; null below three pairs, and where diverged runs decide.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>The word after Holm's correction for all comparisons of the study.</summary>
    public VerdictWord CorrectedWord => CorrectedPValue > 1 - MeanEstimate.Confidence ? VerdictWord.Undetermined : Word;

    /// <summary>The corrected p-value that decides <see cref="CorrectedWord"/>; null below two pairs and where divergences decide.</summary>
    public double? CorrectedPValue =>
        IsByRule ? null
        : Word == VerdictWord.Equivalent ? Evidence?.CorrectedEquivalencePValue
        : Evidence?.CorrectedPValue;

    private bool IsByRule => DivergedVariant != DivergedBaseline;
}
