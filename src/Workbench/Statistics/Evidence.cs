namespace Workbench.Statistics;

/// <summary>What the pairs of a comparison say beyond Student's interval.</summary>
/// <param name="PValue">The paired t test of "no difference", two-sided; in a study that stops by itself, the anytime-valid one.</param>
/// <param name="EquivalencePValue">Twice the p-value of two one-sided t tests of "the difference is epsilon or more": at most 0.05 where the
/// 95 % interval lies within ±epsilon, which is the rule of the verdict.</param>
public sealed record Evidence(double PValue, double EquivalencePValue)
{
    /// <summary>With more comparisons than this in a study, resampling (bootstrap, sign flips) is left out: it takes milliseconds each.</summary>
    public const int MostResampled = 256;

    /// <summary>With more differences than this in all comparisons together it is left out too: its time grows with them.</summary>
    public const int MostResampledValues = 5_000;

    /// <summary><see cref="PValue"/> after Holm's correction for all comparisons of the study.</summary>
    public double CorrectedPValue { get; init; } = PValue;

    /// <summary><see cref="EquivalencePValue"/> after Holm's correction for all comparisons of the study.</summary>
    public double CorrectedEquivalencePValue { get; init; } = EquivalencePValue;

    /// <summary>The sign-flip permutation test of "no difference", two-sided; null where it was left out.</summary>
    public double? SignFlipPValue { get; init; }

    /// <summary>The 95 % bootstrap interval (BCa) of the mean difference; null below three pairs and where it was left out.</summary>
    public Interval? Bootstrap { get; init; }

    /// <summary>The interquartile mean of the differences of all seeds and combinations; null below four and where it was left out.</summary>
    public double? InterquartileMean { get; init; }

    /// <summary>Its 95 % interval by a bootstrap within each combination.</summary>
    public Interval? InterquartileInterval { get; init; }

    /// <summary>The standardised effect, Hedges' g of paired differences; null below three pairs and without spread.</summary>
    public double? EffectSize { get; init; }

    /// <summary>The smallest true difference that as many pairs show with 80 % probability, in the metric's unit.</summary>
    public double DetectableDifference { get; init; }

    /// <summary>The 95 % interval that holds at every number of seeds at once (<see cref="ConfidenceSequence"/>); null where it has no
    /// ends.</summary>
    public Interval? AnytimeInterval { get; init; }

    /// <summary>The evidence of some pairs.</summary>
    /// <param name="differences">One paired difference for each seed.</param>
    /// <param name="strata">The differences of each combination of the other axes; their mean is that of <paramref name="differences"/>.</param>
    /// <param name="epsilon">The equivalence margin, in the metric's unit.</param>
    /// <param name="resampled">Whether to compute what needs resampling.</param>
    /// <param name="anytime">Whether the number of pairs depends on their values, so that p-values are those of
    /// <see cref="ConfidenceSequence"/>.</param>
    /// <returns>The evidence; null below two pairs.</returns>
    public static Evidence? Of(
        IReadOnlyList<double> differences,
        IReadOnlyList<IReadOnlyList<double>> strata,
        double epsilon,
        bool resampled = true,
        bool anytime = false
    )
    {
        var difference = MeanEstimate.Of(differences);
        if (PairedTests.StudentT(difference) is not { } p)
            return null;
        var middle = resampled ? Statistics.Bootstrap.OfInterquartileMean(strata) : null;
        var (differ, agree) = anytime
            ? (ConfidenceSequence.PValue(differences), AnytimeEquivalence(differences, difference.Mean, epsilon))
            : (p, Math.Min(1, 2 * PairedTests.Equivalence(difference, epsilon)!.Value));
        return new(differ, agree)
        {
            SignFlipPValue = resampled ? PairedTests.SignFlip(differences) : null,
            Bootstrap = resampled ? Statistics.Bootstrap.OfMean(differences) : null,
            InterquartileMean = middle?.Mean,
            InterquartileInterval = middle?.Interval,
            EffectSize = PairedTests.EffectSize(difference),
            DetectableDifference = SampleSize.Detectable(difference),
            AnytimeInterval = ConfidenceSequence.Of(differences),
        };
    }

    private static double AnytimeEquivalence(IReadOnlyList<double> differences, double mean, double epsilon) =>
        Math.Abs(mean) >= epsilon
            ? 1
            : Math.Max(ConfidenceSequence.PValue(differences, epsilon), ConfidenceSequence.PValue(differences, -epsilon));

    /// <summary>Corrects the evidence of all comparisons of a study for their number (Holm 1979), tests of a difference and tests of
    /// equivalence each among themselves.</summary>
    /// <param name="verdicts">All verdicts; those without evidence stay as they are.</param>
    public static IReadOnlyList<Verdict> Corrected(IReadOnlyList<Verdict> verdicts)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        var some = verdicts.Select(verdict => verdict.Evidence).OfType<Evidence>().ToList();
        var differ = new Queue<double>(PairedTests.Holm([.. some.Select(evidence => evidence.PValue)]));
        var agree = new Queue<double>(PairedTests.Holm([.. some.Select(evidence => evidence.EquivalencePValue)]));
        return
        [
            .. verdicts.Select(one =>
                one.Evidence is not { } evidence
                    ? one
                    : one with
                    {
                        Evidence = evidence with { CorrectedPValue = differ.Dequeue(), CorrectedEquivalencePValue = agree.Dequeue() },
                    }
            ),
        ];
    }
}
