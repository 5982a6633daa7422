using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using Workbench.Statistics;

namespace Workbench.Tests.Statistics;

/// <summary>
/// Coverage and false-positive rates of 10,000 simulated studies. A rate of 5 % then has a standard error of 0.22 %; three of them are
/// tolerated.
/// </summary>
public class SimulationTests
{
    private const int Studies = 10_000;

    // Where each takes milliseconds.
    private const int Fewer = 2_000;
    private const double Tolerance = 0.0066;

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Students_interval_covers_the_mean_in_95_of_100_studies(int pairs) =>
        Assert.Equal(0.05, Rate(pairs, 0.3, pairs => Misses(MeanEstimate.Of(pairs).Interval, 0.3)), Tolerance);

    [Fact]
    public void Sign_flips_reject_no_difference_as_often_as_their_steps_allow() =>
        // Of 2^7 distances from 0, 6 are at most 5 %.
        Assert.Equal(6 / 128.0, Rate(8, 0, pairs => PairedTests.SignFlip(pairs) <= 0.05), Tolerance);

    [Fact]
    public void A_difference_of_epsilon_is_called_equivalent_in_at_most_a_fortieth()
    {
        var rule = new VerdictRule(1, LowerIsBetter: true);
        var rate = Rate(12, 1, pairs => rule.Decide(MeanEstimate.Of(pairs), pairs.Length).Word == VerdictWord.Equivalent);
        Assert.InRange(rate, 0, 0.025 + Tolerance);
        // Nor is the rule empty: a difference of 0 is found equivalent.
        Assert.InRange(Rate(12, 0, pairs => rule.Decide(MeanEstimate.Of(pairs), pairs.Length).Word == VerdictWord.Equivalent), 0.7, 1);
    }

    [Fact]
    public void Holm_keeps_the_rate_of_any_false_claim_where_single_tests_do_not()
    {
        const int comparisons = 8;
        bool[] Claims(double[] values)
        {
            // All variants are compared with one baseline.
            var verdicts = Enumerable
                .Range(1, comparisons)
                .Select(variant => (double[])[.. Enumerable.Range(0, 6).Select(seed => values[(6 * variant) + seed] - values[seed])])
                .Select(pairs =>
                    new VerdictRule(0, LowerIsBetter: true).Decide(MeanEstimate.Of(pairs), 6) with
                    {
                        Evidence = Evidence.Of(pairs, [pairs], 0, resampled: false),
                    }
                )
                .ToList();
            return
            [
                verdicts.Exists(one => one.Word != VerdictWord.Undetermined),
                Evidence.Corrected(verdicts).Any(one => one.CorrectedWord != VerdictWord.Undetermined),
            ];
        }
        Assert.InRange(Rate(6 * (comparisons + 1), 0, values => Claims(values)[1]), 0.01, 0.05 + Tolerance);
        Assert.InRange(Rate(6 * (comparisons + 1), 0, values => Claims(values)[0]), 0.15, 1);
    }

    [Theory]
    [InlineData(8, Studies, 0.07, 0.13)]
    [InlineData(30, Fewer, 0.045, 0.08)]
    public void The_bootstrap_covers_less_with_few_pairs(int pairs, int studies, double least, double most) =>
        Assert.InRange(Rate(pairs, 0, values => Misses(Bootstrap.OfMean(values), 0), studies), least, most);

    [Fact]
    public void Interquartile_means_of_combinations_are_covered()
    {
        // Symmetric: mean and interquartile mean are the same.
        var rate = Rate(
            32,
            0,
            values => Misses(Bootstrap.OfInterquartileMean([values[..8], values[8..16], values[16..24], values[24..]])?.Interval, 0),
            Fewer
        );
        Assert.InRange(rate, 0.04, 0.09);
    }

    [Fact]
    public void Confidence_sequences_may_be_looked_at_after_every_seed_and_Students_may_not()
    {
        var sequences = Rate(60, 0.5, values => Looks(values).Any(pairs => Misses(ConfidenceSequence.Of(pairs), 0.5)));
        Assert.InRange(sequences, 0.005, 0.05 + Tolerance);
        Assert.InRange(Rate(60, 0.5, values => Looks(values).Any(pairs => Misses(MeanEstimate.Of(pairs).Interval, 0.5))), 0.2, 1);

        static IEnumerable<double[]> Looks(double[] values) => Enumerable.Range(2, values.Length - 1).Select(count => values[..count]);
    }

    [Fact]
    public void A_study_that_stops_by_itself_makes_a_false_claim_in_at_most_a_twentieth()
    {
        const int comparisons = 3;
        const int seeds = 40;
        var rate = Rate(
            comparisons * seeds,
            0,
            values => Enumerable.Range(3, seeds - 2).Any(looked => Verdicts(values, looked, 0).Any(one => one.CorrectedPValue <= 0.05)),
            Fewer
        );
        // Fewer studies: a standard error of 0.5 %.
        Assert.InRange(rate, 0.005, 0.065);
        // "Equivalent" where the difference is epsilon.
        var equivalent = Rate(
            seeds,
            1,
            values =>
                Enumerable
                    .Range(3, seeds - 2)
                    .Any(looked => Evidence.Of(values[..looked], [values[..looked]], 1, false, true)!.EquivalencePValue <= 0.05),
            Fewer
        );
        Assert.InRange(equivalent, 0, 0.065);
        Assert.InRange(Rate(seeds, 0, values => Evidence.Of(values, [values], 1, false, true)!.EquivalencePValue <= 0.05, Fewer), 0.9, 1);

        static IReadOnlyList<Verdict> Verdicts(double[] values, int looked, double epsilon) =>
            Evidence.Corrected([
                .. Enumerable
                    .Range(0, comparisons)
                    .Select(place => values.AsSpan(place * seeds, looked).ToArray())
                    .Select(pairs =>
                        new VerdictRule(epsilon, true).Decide(MeanEstimate.Of(pairs), looked) with
                        {
                            Evidence = Evidence.Of(pairs, [pairs], epsilon, resampled: false, anytime: true),
                        }
                    ),
            ]);
    }

    [Fact]
    public void An_anytime_p_value_is_the_level_at_which_the_interval_ends()
    {
        double[] pairs = [0.3, 0.1, 0.4, 0.2, 0.5];
        var interval = ConfidenceSequence.Of(pairs, 0.9)!.Value;
        Assert.Equal(0.1, ConfidenceSequence.PValue(pairs, interval.Low), 9);
        Assert.Equal(0.1, ConfidenceSequence.PValue(pairs, interval.High), 9);
        Assert.Equal(1, ConfidenceSequence.PValue(pairs, 0.3), 9);
        Assert.Equal(1, ConfidenceSequence.PValue([1], 0), 9);
        // Without spread, the limit of a deviation that goes to 0.
        Assert.Equal(ConfidenceSequence.PValue([1 - 1e-9, 1, 1 + 1e-9]), ConfidenceSequence.PValue([1, 1, 1]), 6);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    public void The_detectable_difference_is_found_in_four_of_five_studies(int pairs)
    {
        // Of the true deviation 1.
        var difference = SampleSize.Detectable(new MeanEstimate(pairs, 0, 1, null));
        Assert.Equal(SampleSize.Power, Rate(pairs, difference, values => Misses(MeanEstimate.Of(values).Interval, 0)), 0.025);
    }

    [Fact]
    public void One_of_twenty_pairs_of_runs_exceeds_the_noise_floor()
    {
        // Five runs give the floor; two more differ.
        var rate = Rate(7, 3, runs => Math.Abs(runs[5] - runs[6]) > NoiseFloor.Of(MeanEstimate.Of(runs[..5])));
        Assert.Equal(0.05, rate, Tolerance);
        Assert.Null(NoiseFloor.Of(MeanEstimate.Of([1])));
    }

    private static bool Misses(Interval? interval, double mean) => interval is { } ends && (mean < ends.Low || mean > ends.High);

    /// <summary>The share of studies, each of so many normal values of deviation 1, in which something happens.</summary>
    private static double Rate(int values, double mean, Func<double[], bool> happens, int studies = Studies)
    {
        var count = 0;
        Parallel.For(
            0,
            studies,
            study =>
            {
                var drawn = new double[values];
                Normal.Samples(new Xoshiro256StarStar(study + 1, threadSafe: false), drawn, mean, 1);
                if (happens(drawn))
                    Interlocked.Increment(ref count);
            }
        );
        return (double)count / studies;
    }
}
