using FsCheck;
using FsCheck.Fluent;
using Workbench.Statistics;

namespace Workbench.Tests.Statistics;

public class VerdictRuleTests
{
    private static readonly VerdictRule Loss = new(0.02, LowerIsBetter: true);

    [Fact]
    public void A_lower_loss_with_an_interval_beyond_zero_is_better()
    {
        var verdict = Loss.Decide(MeanEstimate.Of([-0.10, -0.11, -0.09, -0.10, -0.10]), 5);
        Assert.Equal(VerdictWord.Better, verdict.Word);
        Assert.Equal("the interval [-0.1088, -0.0912] excludes 0", verdict.Reason);
        Assert.Null(verdict.SeedsToSettle);
    }

    [Fact]
    public void A_higher_accuracy_is_better_and_a_lower_one_worse()
    {
        var accuracy = new VerdictRule(0.005, LowerIsBetter: false);
        Assert.Equal(VerdictWord.Better, accuracy.Decide(MeanEstimate.Of([0.10, 0.11, 0.09]), 3).Word);
        Assert.Equal(VerdictWord.Worse, accuracy.Decide(MeanEstimate.Of([-0.10, -0.11, -0.09]), 3).Word);
    }

    [Fact]
    public void An_interval_within_epsilon_is_equivalent_even_if_it_excludes_zero()
    {
        var verdict = Loss.Decide(MeanEstimate.Of([0.010, 0.011, 0.009, 0.010, 0.010]), 5);
        Assert.Equal(VerdictWord.Equivalent, verdict.Word);
        Assert.Equal("the interval [+0.00912, +0.01088] lies within ±0.02", verdict.Reason);
    }

    [Fact]
    public void What_holds_zero_and_reaches_beyond_epsilon_is_undetermined_with_the_seeds_that_would_settle_it()
    {
        var verdict = Loss.Decide(MeanEstimate.Of([-0.10, 0.05, -0.06, 0.01, -0.05]), 5);
        Assert.Equal(VerdictWord.Undetermined, verdict.Word);
        Assert.Equal(33, verdict.SeedsToSettle);
        Assert.Equal(
            "the interval [-0.104, +0.044] contains 0 and extends beyond ±0.02; about 33 seeds would probably settle it",
            verdict.Reason
        );
    }

    [Theory]
    [InlineData(1e-6, "[-0.00000112, -0.00000088]")]
    [InlineData(1000, "[-1124, -876]")]
    public void Numbers_of_any_size_are_shown_with_two_digits_of_their_uncertainty(double unit, string interval) =>
        Assert.Contains(
            interval,
            new VerdictRule(0, true).Decide(MeanEstimate.Of([-1.1 * unit, -0.9 * unit, -1.0 * unit, -1.1 * unit, -0.9 * unit]), 5).Reason,
            StringComparison.Ordinal
        );

    [Fact]
    public void One_seed_is_undetermined_whatever_it_shows()
    {
        Assert.Equal("one seed gives no interval: at least 2 are needed, 5 are usual", Loss.Decide(MeanEstimate.Of([-9]), 1).Reason);
        Assert.Equal(
            "one seed gives no interval: at least 2 are needed, 5 are usual; the variant diverged",
            Loss.Decide(MeanEstimate.Of([]), 1, divergedVariant: 1).Reason
        );
        Assert.Equal(
            (VerdictWord.Undetermined, "no pair has finished"),
            (Loss.Decide(MeanEstimate.Of([]), 0).Word, Loss.Decide(MeanEstimate.Of([]), 0).Reason)
        );
    }

    [Fact]
    public void More_divergences_than_the_baseline_are_worse_by_rule_and_fewer_better()
    {
        var better = MeanEstimate.Of([-0.10, -0.11, -0.09]);
        var verdict = Loss.Decide(better, 5, divergedVariant: 2);
        Assert.Equal((VerdictWord.Worse, "by rule: 2 runs diverged against 0 of the baseline"), (verdict.Word, verdict.Reason));
        Assert.Equal((2, 0), (verdict.DivergedVariant, verdict.DivergedBaseline));
        Assert.Equal(
            (VerdictWord.Better, "by rule: 0 runs diverged against 1 of the baseline"),
            (Loss.Decide(better, 5, 0, 1).Word, Loss.Decide(better, 5, 0, 1).Reason)
        );
    }

    [Fact]
    public void Equal_divergences_leave_the_word_to_the_pairs()
    {
        Assert.Equal(VerdictWord.Better, Loss.Decide(MeanEstimate.Of([-0.10, -0.11, -0.09]), 5, 2, 2).Word);
        var alone = Loss.Decide(MeanEstimate.Of([0.3]), 2, 1, 1);
        Assert.Equal((VerdictWord.Undetermined, "1 pair in which neither run diverged: no interval"), (alone.Word, alone.Reason));
    }

    [Fact]
    public void Runs_that_are_the_same_are_equivalent_even_at_epsilon_zero() =>
        Assert.Equal(VerdictWord.Equivalent, new VerdictRule(0, true).Decide(MeanEstimate.Of([0, 0, 0]), 3).Word);

    [Fact]
    public void Swapping_the_sides_swaps_better_and_worse() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Samples,
                sample =>
                {
                    var there = Loss.Decide(MeanEstimate.Of(sample), sample.Length).Word;
                    var back = Loss.Decide(MeanEstimate.Of([.. sample.Select(d => -d)]), sample.Length).Word;
                    return back
                        == there switch
                        {
                            VerdictWord.Better => VerdictWord.Worse,
                            VerdictWord.Worse => VerdictWord.Better,
                            var same => same,
                        };
                }
            )
        );

    [Fact]
    public void Turning_the_metric_around_turns_the_word() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Samples,
                sample =>
                    Loss.Decide(MeanEstimate.Of(sample), sample.Length).Word
                    == new VerdictRule(Loss.Epsilon, LowerIsBetter: false)
                        .Decide(MeanEstimate.Of([.. sample.Select(d => -d)]), sample.Length)
                        .Word
            )
        );

    [Fact]
    public void A_wider_epsilon_never_makes_a_difference_of_an_equivalence() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Samples,
                sample =>
                    Loss.Decide(MeanEstimate.Of(sample), sample.Length).Word != VerdictWord.Equivalent
                    || new VerdictRule(2 * Loss.Epsilon, true).Decide(MeanEstimate.Of(sample), sample.Length).Word == VerdictWord.Equivalent
            )
        );

    private static Arbitrary<double[]> Samples =>
        (
            from n in Gen.Choose(2, 8)
            from center in Gen.Choose(-60, 60)
            from noise in Gen.ArrayOf(Gen.Choose(-30, 30), n)
            select (double[])[.. noise.Select(one => (center + one) / 1000.0)]
        ).ToArbitrary();
}
