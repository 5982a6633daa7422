using FsCheck;
using FsCheck.Fluent;
using Workbench.Statistics;

namespace Workbench.Tests.Statistics;

/// <summary>
/// Numbers come from tests/oracles/paired_t.py, which tries every n with scipy's quantiles; 34 at 0.5 is also the textbook value (two-sided
/// paired t, 80 % power).
/// </summary>
public class SampleSizeTests
{
    [Theory]
    [InlineData(0.5, 1.0, 0.0, 34)]
    [InlineData(0.01, 0.05, 0.02, 199)]
    [InlineData(0.001, 0.02, 0.01, 41)]
    [InlineData(0.3, 0.2, 0.0, 6)]
    public void The_number_of_seeds_is_scipys(double mean, double deviation, double epsilon, int seeds) =>
        Assert.Equal(seeds, SampleSize.ToSettle(new MeanEstimate(5, mean, deviation, null), epsilon));

    [Theory]
    [InlineData(0.02, 1.0, 0.0)]
    [InlineData(0.0, 1.0, 0.0)]
    public void What_would_take_more_than_the_limit_is_not_suggested(double mean, double deviation, double epsilon) =>
        Assert.Null(SampleSize.ToSettle(new MeanEstimate(5, mean, deviation, null), epsilon));

    [Fact]
    public void One_pair_has_no_deviation_to_go_by() => Assert.Null(SampleSize.ToSettle(MeanEstimate.Of([0.3]), 0.1));

    [Fact]
    public void An_undetermined_comparison_needs_more_seeds_than_it_has() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                (from n in Gen.Choose(2, 10) from sample in Gen.ArrayOf(Gen.Choose(-1000, 1000), n) select sample).ToArbitrary(),
                sample =>
                {
                    var verdict = new VerdictRule(0.05, true).Decide(
                        MeanEstimate.Of([.. sample.Select(value => value / 1000.0)]),
                        sample.Length
                    );
                    return verdict.Word != VerdictWord.Undetermined
                        || verdict.SeedsToSettle is null
                        || verdict.SeedsToSettle > sample.Length;
                }
            )
        );
}
