using Workbench.Experiments;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Tests.Experiments;

/// <summary>Outcomes of expectations; and the recorded experiments of this repository.</summary>
public sealed class RecordingTests
{
    private static Recording With(VerdictWord corrected, int? at = null) =>
        new()
        {
            Study = "s",
            Date = new DateOnly(2026, 1, 1),
            Environment = new()
            {
                Commit = "c",
                Workbench = "0",
                Runtime = "r",
                Torch = "t",
                OperatingSystem = "o",
                Processor = "p",
                Threads = 1,
            },
            Cores = 2,
            RunSeconds = 1,
            Metric = new Metric("loss", "nats", true),
            Epsilon = 0.01,
            Cells = [],
            Baseline = "a",
            Verdicts = [new("b", "a", VerdictWord.Better, corrected, -1, -2, 0, 8, at)],
            Runs = [],
        };

    private static Expectation Expect(ExpectedVerdict expected, string compared = "b", int? at = null) =>
        new()
        {
            Text = "…",
            Compared = compared,
            Expect = expected,
            At = at,
        };

    [Theory]
    [InlineData(ExpectedVerdict.Better, VerdictWord.Better, Outcome.Holds)]
    [InlineData(ExpectedVerdict.Better, VerdictWord.Equivalent, Outcome.DoesNotHold)]
    [InlineData(ExpectedVerdict.Better, VerdictWord.Undetermined, Outcome.Undecided)]
    [InlineData(ExpectedVerdict.Worse, VerdictWord.Worse, Outcome.Holds)]
    [InlineData(ExpectedVerdict.Worse, VerdictWord.Better, Outcome.DoesNotHold)]
    [InlineData(ExpectedVerdict.Equivalent, VerdictWord.Equivalent, Outcome.Holds)]
    [InlineData(ExpectedVerdict.Equivalent, VerdictWord.Worse, Outcome.DoesNotHold)]
    [InlineData(ExpectedVerdict.NotWorse, VerdictWord.Equivalent, Outcome.Holds)]
    [InlineData(ExpectedVerdict.NotWorse, VerdictWord.Better, Outcome.Holds)]
    [InlineData(ExpectedVerdict.NotWorse, VerdictWord.Worse, Outcome.DoesNotHold)]
    [InlineData(ExpectedVerdict.NotBetter, VerdictWord.Better, Outcome.DoesNotHold)]
    [InlineData(ExpectedVerdict.NotBetter, VerdictWord.Undetermined, Outcome.Undecided)]
    public void The_corrected_verdict_decides(ExpectedVerdict expected, VerdictWord corrected, Outcome outcome) =>
        Assert.Equal(outcome, With(corrected).OutcomeOf(Expect(expected)));

    [Theory]
    [InlineData(VerdictWord.Undetermined, VerdictWord.Better, 0, true)]
    [InlineData(VerdictWord.Worse, VerdictWord.Undetermined, 0, true)]
    [InlineData(VerdictWord.Equivalent, VerdictWord.Equivalent, 0, true)]
    [InlineData(VerdictWord.Worse, VerdictWord.Equivalent, 0, false)]
    [InlineData(VerdictWord.Better, VerdictWord.Worse, 0, false)]
    [InlineData(VerdictWord.Undetermined, VerdictWord.Better, 3, false)]
    public void On_another_machine_no_verdict_is_contradicted(VerdictWord recorded, VerdictWord now, double apart, bool reproduced)
    {
        var there = With(recorded);
        var here = With(now) with { Environment = there.Environment with { Processor = "another" } };
        here = here with { Verdicts = [here.Verdicts[0] with { Low = -2 + apart, High = apart }] };
        var compared = Reproduction.Compare(there, here, "1%");
        Assert.False(compared.SameBits);
        Assert.Equal(reproduced ? [] : ["b against a"], compared.Deviations.Select(one => one.What));
        Assert.Equal(reproduced && recorded != now ? 1 : 0, compared.Unsettled);
        var same = Reproduction.Compare(there, here with { Environment = there.Environment }, "1%");
        Assert.Equal(recorded == now ? 0 : 1, same.Deviations.Count);
    }

    [Fact]
    public void A_comparison_that_the_study_lacks_is_undecided()
    {
        Assert.Equal(Outcome.Undecided, With(VerdictWord.Better).OutcomeOf(Expect(ExpectedVerdict.Better, "c")));
        Assert.Equal(Outcome.Undecided, With(VerdictWord.Better).OutcomeOf(Expect(ExpectedVerdict.Better, at: 256)));
        Assert.Equal(Outcome.Holds, With(VerdictWord.Better, at: 256).OutcomeOf(Expect(ExpectedVerdict.Better, at: 256)));
    }

    public static TheoryData<string> Experiments => [.. ExperimentFolder.In(Clone.In("experiments")).Select(one => one.Name)];

    [Theory, MemberData(nameof(Experiments))]
    public void The_page_of_an_experiment_is_made_from_its_files(string name)
    {
        var folder = new ExperimentFolder(Clone.In("experiments", name));
        Assert.Equal(ExperimentPage.Of(folder), File.ReadAllText(folder.Page));
    }

    [Theory, MemberData(nameof(Experiments))]
    public void A_full_study_compares_everything_that_was_expected(string name)
    {
        var folder = new ExperimentFolder(Clone.In("experiments", name));
        var experiment = folder.Read();
        if (folder.ReadRecording(ExperimentBudget.Full) is not { } recording)
        {
            Assert.Contains("Only the smoke budget has been recorded", File.ReadAllText(folder.Page));
            return;
        }
        foreach (var expectation in experiment.Claims.Concat(experiment.Predictions))
            Assert.True(recording.Find(expectation) is not null || recording.FindTrend(expectation) is not null, expectation.Text);
        Assert.True(recording.Runs.Select(run => run.Seed).Distinct().Count() >= 8, "a verdict needs 8 seeds");
    }

    [Fact]
    public void The_page_of_claims_is_made_from_all_experiments() =>
        Assert.Equal(
            ExperimentPage.Claims(ExperimentFolder.In(Clone.In("experiments"))),
            File.ReadAllText(Clone.In("experiments", "CLAIMS.md"))
        );
}
