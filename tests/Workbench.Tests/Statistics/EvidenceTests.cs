using Workbench.Statistics;

namespace Workbench.Tests.Statistics;

/// <summary>Numbers marked scipy come from tests/oracles/inference.py.</summary>
public class EvidenceTests
{
    private static readonly double[] Sleep = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
    private static readonly double[] Losses = [-0.0211, -0.0076, -0.0190, -0.0111, -0.0175, 0.0020, -0.0098, -0.0144];
    private static readonly double[] Skewed = [0.01, 0.02, 0.02, 0.03, 0.05, 0.08, 0.15, 0.60, 0.04, 0.01, 0.02, 0.30];

    /// <summary>Differences and epsilon; scipy's t test, equivalence, sign flips, bootstrap interval, interquartile mean.</summary>
    public static TheoryData<double[], double, double, double, double, double, double, double> Cases =>
        new()
        {
            { Sleep, 2.5, 0.002832890197, 0.02111686025, 0.00390625, 1.05, 2.633, 1.333333333 },
            { Losses, 0.02, 0.002267939187, 0.01116432746, 0.015625, -0.01635, -0.006467, -0.0132 },
            { Skewed, 0.2, 0.05091241199, 0.05286504554, 0.00048828125, 0.04611, 0.2708, 0.04 },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tests_and_intervals_are_those_of_scipy(
        double[] differences,
        double epsilon,
        double p,
        double equivalence,
        double flips,
        double low,
        double high,
        double middle
    )
    {
        var evidence = Evidence.Of(differences, [differences], epsilon)!;
        Assert.Equal(p, evidence.PValue, 1e-9);
        Assert.Equal(2 * equivalence, evidence.EquivalencePValue, 1e-9);
        Assert.Equal(flips, evidence.SignFlipPValue);
        // Two bootstraps draw different resamples.
        var width = high - low;
        Assert.Equal(low, evidence.Bootstrap!.Value.Low, 0.03 * width);
        Assert.Equal(high, evidence.Bootstrap.Value.High, 0.03 * width);
        Assert.Equal(middle, evidence.InterquartileMean!.Value, 1e-9);
    }

    [Theory]
    [InlineData(1, 0.975, 12.7062047364)]
    [InlineData(1, 0.99999, 31830.9886084)]
    [InlineData(2, 0.9999999, 2236.06764268)]
    [InlineData(3, 1e-9, -1033.1096745)]
    [InlineData(9, 0.975, 2.26215716274)]
    [InlineData(30, 0.8, 0.85376725984)]
    public void Quantiles_far_from_0_are_scipys_too(int degrees, double probability, double quantile) =>
        Assert.Equal(1, StudentDistribution.Quantile(degrees, probability) / quantile, 1e-8);

    [Fact]
    public void Holm_corrects_step_by_step()
    {
        // Holm (1979): the smallest of four is multiplied by four, and no corrected value is below one before it.
        Assert.Equal([0.04, 0.06, 0.06, 0.06], PairedTests.Holm([0.01, 0.03, 0.02, 0.04]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1, 1], PairedTests.Holm([0.6, 0.9]));
        Assert.Empty(PairedTests.Holm([]));
    }

    [Fact]
    public void Hedges_correction_is_the_published_one()
    {
        // Hedges (1981), table 1: c(m) = 0.9490 at 15 degrees of freedom, 0.9228 at 10.
        Assert.Equal(0.9490, Correction(15), 1e-4);
        Assert.Equal(0.9228, Correction(10), 1e-4);

        static double Correction(int degrees)
        {
            double[] values = [.. Enumerable.Range(0, degrees + 1).Select(i => i % 3 + 1.0)];
            var estimate = MeanEstimate.Of(values);
            return PairedTests.EffectSize(estimate)!.Value / (estimate.Mean / estimate.StandardDeviation);
        }
    }

    [Fact]
    public void Without_spread_any_difference_is_certain_and_none_is_none()
    {
        double[] same = [0.5, 0.5, 0.5],
            none = [0, 0, 0];
        var certain = Evidence.Of(same, [same], 0.1)!;
        Assert.Equal((0, 1, new Interval(0.5, 0.5)), (certain.PValue, certain.EquivalencePValue, certain.Bootstrap!.Value));
        Assert.Equal(0.25, certain.SignFlipPValue);
        Assert.Null(certain.EffectSize);
        var equal = Evidence.Of(none, [none], 0.1)!;
        Assert.Equal((1, 0, 1), (equal.PValue, equal.EquivalencePValue, equal.SignFlipPValue));
    }

    [Fact]
    public void One_pair_is_no_evidence() =>
        Assert.Null(
            Evidence.Of(
                [0.3],
                [
                    [0.3],
                ],
                0.1
            )
        );

    [Fact]
    public void A_verdict_that_is_one_of_many_has_to_be_stronger()
    {
        var rule = new VerdictRule(0.001, LowerIsBetter: true);
        double[] clear = Losses,
            narrow = [0.012, 0.030, -0.004, 0.021, 0.018, -0.001, 0.025, 0.006];
        Verdict Of(double[] differences) =>
            rule.Decide(MeanEstimate.Of(differences), differences.Length) with
            {
                Evidence = Evidence.Of(differences, [differences], rule.Epsilon),
            };
        Assert.Equal(VerdictWord.Worse, Evidence.Corrected([Of(narrow)])[0].CorrectedWord);
        var many = Evidence.Corrected([Of(clear), .. Enumerable.Repeat(0, 9).Select(_ => Of(narrow))]);
        Assert.Equal((VerdictWord.Better, VerdictWord.Better), (many[0].Word, many[0].CorrectedWord));
        Assert.Equal((VerdictWord.Worse, VerdictWord.Undetermined), (many[1].Word, many[1].CorrectedWord));
        Assert.Equal(10 * many[0].Evidence!.PValue, many[0].CorrectedPValue!.Value, 1e-12);
    }

    [Fact]
    public void Divergences_decide_by_rule_whatever_the_correction()
    {
        double[] differences = [0.1, -0.1, 0.2];
        var verdict = new VerdictRule(0.01, LowerIsBetter: true).Decide(MeanEstimate.Of(differences), 5, divergedVariant: 2) with
        {
            Evidence = Evidence.Of(differences, [differences], 0.01),
        };
        var corrected = Evidence.Corrected([verdict])[0];
        Assert.Equal((VerdictWord.Worse, (double?)null), (corrected.CorrectedWord, corrected.CorrectedPValue));
    }

    [Fact]
    public void More_than_twenty_pairs_draw_their_signs()
    {
        double[] differences = [.. Losses, .. Losses, .. Losses];
        var p = PairedTests.SignFlip(differences)!.Value;
        Assert.Equal(p, PairedTests.SignFlip(differences));
        Assert.InRange(p, 1e-6, 1e-3);
        // Symmetric values: every assignment of signs is as likely as any.
        double[] none = [.. Enumerable.Range(0, 30).Select(i => i % 2 == 0 ? 0.01 : -0.01)];
        Assert.Equal(1, PairedTests.SignFlip(none));
    }

    [Fact]
    public void Interquartile_means_weigh_strata_by_their_scores()
    {
        // Of eight scores the two lowest and the two highest are left out.
        var (mean, interval) = Bootstrap
            .OfInterquartileMean([
                [1, 2, 3, 4],
                [5, 6, 7, 100],
            ])!
            .Value;
        Assert.Equal(4.5, mean);
        Assert.InRange(mean, interval.Low, interval.High);
        Assert.Null(
            Bootstrap.OfInterquartileMean([
                [1, 2, 3],
            ])
        );
    }
}
