using FsCheck;
using FsCheck.Fluent;
using Workbench.Statistics;

namespace Workbench.Tests.Statistics;

/// <summary>Numbers marked scipy come from tests/oracles/paired_t.py.</summary>
public class PairedDifferenceTests
{
    // Student (1908), "The probable error of a mean", the additional hours of sleep; the interval is that of R's t.test(extra ~ group,
    // paired = TRUE).
    private static readonly double[] Drug2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    private static readonly double[] Drug1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];

    [Fact]
    public void Students_sleep_data_give_the_published_interval()
    {
        var difference = PairedDifference.Of(Drug2, Drug1);
        Assert.Equal(10, difference.Count);
        Assert.Equal(1.58, difference.Mean, 12);
        Assert.Equal(1.22999548328, difference.StandardDeviation, 10);
        Assert.Equal(0.7001142, difference.Interval!.Value.Low, 7);
        Assert.Equal(2.4598858, difference.Interval!.Value.High, 7);
    }

    [Theory]
    [InlineData(
        new[] { 2.1301, 2.1422, 2.1187, 2.1290, 2.1355 },
        new[] { 2.1512, 2.1498, 2.1377, 2.1401, 2.1530 },
        -0.01526,
        0.00568093302196,
        -0.0223138100096,
        -0.00820618999042
    )]
    [InlineData(new[] { 1.0, 2.0 }, new[] { 0.5, 1.75 }, 0.375, 0.176776695297, -1.21327559205, 1.96327559205)]
    [InlineData(
        new[] { 1e6 + 0.25, 1e6 + 0.5, 1e6 + 0.125 },
        new[] { 1e6, 1e6 + 0.125, 1e6 - 0.25 },
        0.333333333333,
        0.0721687836487,
        0.154056136254,
        0.512610530413
    )]
    public void Means_deviations_and_intervals_are_scipys(
        double[] variant,
        double[] baseline,
        double mean,
        double deviation,
        double low,
        double high
    )
    {
        var difference = PairedDifference.Of(variant, baseline);
        Assert.Equal(mean, difference.Mean, 10);
        Assert.Equal(deviation, difference.StandardDeviation, 10);
        Assert.Equal(low, difference.Interval!.Value.Low, 9);
        Assert.Equal(high, difference.Interval!.Value.High, 9);
    }

    [Fact]
    public void Below_two_pairs_there_is_no_interval()
    {
        Assert.Null(MeanEstimate.Of([]).Interval);
        Assert.True(double.IsNaN(MeanEstimate.Of([]).Mean));
        var one = MeanEstimate.Of([3.5]);
        Assert.Equal((1, 3.5), (one.Count, one.Mean));
        Assert.Null(one.Interval);
    }

    [Fact]
    public void Equal_values_give_an_interval_of_no_width()
    {
        var estimate = MeanEstimate.Of([0.1, 0.1, 0.1]);
        Assert.Equal((0.1, 0.0), (estimate.Mean, estimate.StandardDeviation));
        Assert.Equal(new Workbench.Statistics.Interval(0.1, 0.1), estimate.Interval);
    }

    [Fact]
    public void Lists_of_different_lengths_are_refused() => Assert.Throws<ArgumentException>(() => PairedDifference.Of([1, 2], [1]));

    [Fact]
    public void Swapping_the_sides_turns_the_sign() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Pairs,
                pairs =>
                {
                    var there = PairedDifference.Of(pairs.A, pairs.B);
                    var back = PairedDifference.Of(pairs.B, pairs.A);
                    return Close(there.Mean, -back.Mean)
                        && Close(there.StandardDeviation, back.StandardDeviation)
                        && Close(there.Interval!.Value.Low, -back.Interval!.Value.High)
                        && Close(there.Interval.Value.High, -back.Interval.Value.Low);
                }
            )
        );

    [Fact]
    public void A_change_of_unit_scales_everything() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Pairs,
                pairs =>
                {
                    const double scale = 2.5;
                    var plain = PairedDifference.Of(pairs.A, pairs.B);
                    var scaled = PairedDifference.Of([.. pairs.A.Select(a => a * scale)], [.. pairs.B.Select(b => b * scale)]);
                    return Close(plain.Mean * scale, scaled.Mean)
                        && Close(plain.StandardDeviation * scale, scaled.StandardDeviation)
                        && Close(plain.Interval!.Value.Low * scale, scaled.Interval!.Value.Low);
                }
            )
        );

    [Fact]
    public void The_order_of_the_pairs_does_not_matter() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Pairs,
                pairs =>
                {
                    var there = PairedDifference.Of(pairs.A, pairs.B);
                    var turned = PairedDifference.Of([.. pairs.A.Reverse()], [.. pairs.B.Reverse()]);
                    return Close(there.Mean, turned.Mean)
                        && Close(there.StandardDeviation, turned.StandardDeviation)
                        && Close(there.Interval!.Value.High, turned.Interval!.Value.High);
                }
            )
        );

    [Fact]
    public void What_a_seed_adds_to_both_sides_cancels() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Pairs,
                pairs =>
                {
                    var there = PairedDifference.Of(pairs.A, pairs.B);
                    var shifted = PairedDifference.Of(
                        [.. pairs.A.Select((a, i) => a + (3 * i))],
                        [.. pairs.B.Select((b, i) => b + (3 * i))]
                    );
                    return Close(there.Mean, shifted.Mean) && Close(there.StandardDeviation, shifted.StandardDeviation);
                }
            )
        );

    [Fact]
    public void An_interval_holds_its_mean_and_grows_with_confidence() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Pairs,
                pairs =>
                {
                    double[] differences = [.. pairs.A.Zip(pairs.B, (a, b) => a - b)];
                    var (usual, wide) = (MeanEstimate.Of(differences), MeanEstimate.Of(differences, 0.99));
                    return usual.Interval!.Value.Low <= usual.Mean
                        && usual.Mean <= usual.Interval.Value.High
                        && usual.Interval.Value.HalfWidth <= wide.Interval!.Value.HalfWidth;
                }
            )
        );

    private static Arbitrary<(double[] A, double[] B)> Pairs =>
        (from n in Gen.Choose(2, 12) from a in Gen.ArrayOf(Value, n) from b in Gen.ArrayOf(Value, n) select (a, b)).ToArbitrary();

    private static Gen<double> Value => Gen.Choose(-1_000_000, 1_000_000).Select(thousandths => thousandths / 1000.0);

    private static bool Close(double a, double b) => Math.Abs(a - b) <= 1e-8 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
}
