using MathNet.Numerics.Random;

namespace Workbench.Statistics;

/// <summary>Tests of paired differences. Each gives a p-value: how probable such pairs, or more extreme ones, are where its hypothesis
/// holds.</summary>
public static class PairedTests
{
    /// <summary>With at most this many pairs <see cref="SignFlip"/> looks at every assignment of signs.</summary>
    public const int ExactPairs = 20;

    private const int Drawn = 100_000;
    private const int Seed = 1;

    /// <summary>The paired t test of "the mean is 0", two-sided (Student 1908). Assumes differences that are about normal.</summary>
    /// <param name="difference">The estimate of the mean difference.</param>
    /// <returns>The p-value; null below two pairs.</returns>
    public static double? StudentT(MeanEstimate difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return difference.Count < 2 ? null : StudentDistribution.TwoSided(difference.Count - 1, Ratio(difference.Mean, difference));
    }

    /// <summary>
    /// Two one-sided t tests (Schuirmann 1987) of "the mean is outside of (-epsilon, epsilon)": the larger p-value of the two. At most 0.025
    /// where the 95 % interval lies within ±epsilon.
    /// </summary>
    /// <param name="difference">The estimate of the mean difference.</param>
    /// <param name="epsilon">The equivalence margin, in the metric's unit; 0 or more.</param>
    /// <returns>The p-value; null below two pairs.</returns>
    public static double? Equivalence(MeanEstimate difference, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(difference);
        if (difference.Count < 2)
            return null;
        var degrees = difference.Count - 1;
        return Math.Max(
            StudentDistribution.Above(degrees, Ratio(difference.Mean + epsilon, difference)),
            StudentDistribution.Above(degrees, Ratio(epsilon - difference.Mean, difference))
        );
    }

    /// <summary>
    /// The sign-flip permutation test of "the differences are symmetric around 0", two-sided (Fisher 1935): the share of all assignments of
    /// signs whose mean is at least as far from 0. Exact up to <see cref="ExactPairs"/> pairs; beyond, 100,000 assignments are drawn, always
    /// the same, and the observed one counts among them.
    /// </summary>
    /// <param name="differences">Finite paired differences.</param>
    /// <returns>The p-value, at least 2 / 2^n; null without pairs.</returns>
    public static double? SignFlip(IReadOnlyList<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (differences.Count == 0)
            return null;
        // Sums of the same numbers in another order differ in their last bits.
        var least = Math.Abs(differences.Sum()) - (1e-12 * differences.Sum(Math.Abs));
        if (differences.Count <= ExactPairs)
        {
            // The first sign stays: flipping all of them changes no distance from 0.
            var far = Count(1, differences[0]);
            return far / Math.Pow(2, differences.Count - 1);
        }
        var random = new Xoshiro256StarStar(Seed, threadSafe: false);
        var further = 0;
        for (var i = 0; i < Drawn; i++)
        {
            var sum = 0.0;
            foreach (var difference in differences)
                sum += random.NextBoolean() ? difference : -difference;
            if (Math.Abs(sum) >= least)
                further++;
        }
        return (further + 1.0) / (Drawn + 1);

        long Count(int next, double sum) =>
            next == differences.Count
                ? Math.Abs(sum) >= least
                    ? 1
                    : 0
                : Count(next + 1, sum + differences[next]) + Count(next + 1, sum - differences[next]);
    }

    /// <summary>
    /// Holm's correction for several tests (Holm 1979): where a corrected value is at most 0.05, the hypothesis is rejected, and the
    /// probability of any false rejection among all of them is at most 5 %.
    /// </summary>
    /// <param name="values">The p-values.</param>
    /// <returns>The corrected ones in the same order, at most 1.</returns>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var corrected = new double[values.Count];
        var largest = 0.0;
        foreach (
            var (index, rank) in Enumerable.Range(0, values.Count).OrderBy(index => values[index]).Select((index, rank) => (index, rank))
        )
        {
            largest = Math.Max(largest, Math.Min(1, (values.Count - rank) * values[index]));
            corrected[index] = largest;
        }
        return corrected;
    }

    /// <summary>
    /// The standardised effect of paired differences: mean over standard deviation, times Hedges' correction for few pairs,
    /// Γ(m/2) / (√(m/2) Γ((m-1)/2)) with m = n - 1 (Hedges 1981).
    /// </summary>
    /// <param name="difference">The estimate of the mean difference.</param>
    /// <returns>Hedges' g; null below three pairs and where all differences are equal.</returns>
    public static double? EffectSize(MeanEstimate difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        if (difference.Count < 3 || !(difference.StandardDeviation > 0))
            return null;
        var degrees = difference.Count - 1.0;
        var correction =
            Math.Exp(MathNet.Numerics.SpecialFunctions.GammaLn(degrees / 2) - MathNet.Numerics.SpecialFunctions.GammaLn((degrees - 1) / 2))
            / Math.Sqrt(degrees / 2);
        return correction * difference.Mean / difference.StandardDeviation;
    }

    // Equal differences have no spread: 0 of it makes any distance infinitely many deviations.
    private static double Ratio(double distance, MeanEstimate difference) =>
        difference.StandardDeviation > 0 ? distance / (difference.StandardDeviation / Math.Sqrt(difference.Count))
        : distance > 0 ? double.PositiveInfinity
        : distance < 0 ? double.NegativeInfinity
        : 0;
}
