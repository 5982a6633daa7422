using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Workbench.Tests.Experiments;

/// <summary>A small experiment: recorded, run again, and changed in every way that must be noticed.</summary>
public sealed class ReproduceTests : IDisposable
{
    private readonly Shell _shell = new();

    private string In(params string[] parts) => _shell.In(["experiments", "001-small", .. parts]);

    private string Recorded => In("expected", "smoke.json");

    public ReproduceTests()
    {
        Directory.CreateDirectory(In());
        File.WriteAllText(
            In("experiment.yaml"),
            """
            question: Does the position encoding matter?
            claims:
              - source: Nobody 2026
                text: It does
                compared: none
                expect: worse
            predictions:
              - text: Beyond the trained length it does
                compared: none
                at: 24
                expect: worse
              - text: Both are never right, and so need all steps
                compared: none
                reach: 1
                expect: equivalent
              - text: Depth shrinks the gradient
                measure: initial-gradients
                compared: none
                expect: falls
            measures:
              - {variant: initial-gradients, depths: [1, 2, 4]}
              - {variant: step-cost, lengths: [16, 32]}
            """
        );
        const string study = """
            axes: ["position=rope,none"]
            settings: [model.layers=1, model.width=16, model.headCount=2, model.context=16, train.steps=3, train.evaluationWindows=4, "train.evalLengths=24"]
            task: copy
            seedCount: 2
            threads: 1
            """;
        File.WriteAllText(In("smoke.yaml"), study);
        File.WriteAllText(In("study.yaml"), study.Replace("seedCount: 2", "seedCount: 8"));
    }

    public void Dispose() => _shell.Dispose();

    private Task<Shell.Outcome> Reproduce(params string[] more) =>
        _shell.Run(["reproduce", "experiments/001-small", "--launcher", "in-process", .. more]);

    private async Task Record()
    {
        var outcome = await Reproduce("--record");
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        Assert.Contains("recorded", outcome.Out);
    }

    private void Edit(Action<JsonNode> change)
    {
        var recording = JsonNode.Parse(File.ReadAllText(Recorded))!;
        change(recording);
        File.WriteAllText(Recorded, recording.ToJsonString());
    }

    [Fact]
    public async Task A_recorded_experiment_gives_the_same_bits_again()
    {
        await Record();
        var page = File.ReadAllText(In("README.md"));
        Assert.Contains("Does the position encoding matter?", page);
        Assert.Contains("| Nobody 2026 | It does | none against rope | worse |", page);
        Assert.Contains("none, at 24 tokens", page);
        Assert.Contains("| Both are never right, and so need all steps | none against rope, steps to 1 | equivalent | equivalent |", page);
        Assert.Contains("## Measured: initial-gradients", page);
        // Times of a smoke study are not taken.
        Assert.DoesNotContain("step-cost", page);
        Assert.Contains("Only the smoke budget has been recorded", page);
        Assert.Contains("Nobody 2026", File.ReadAllText(_shell.In("experiments", "CLAIMS.md")));

        var again = await Reproduce("--junit", "report.xml");
        Assert.True(again.Code == ExitCode.Done, again.Out + again.Error);
        Assert.Contains("reproduced, the same bits", again.Out);
        Assert.Contains("0 finished before", again.Error);
        var index = File.ReadAllText(_shell.In("studies", "reproduced", "index.html"));
        Assert.Contains("1 claims of papers: 1 ", index);
        Assert.Contains("<th scope=\"row\">It does</th>", index);
        Assert.Contains("href=\"001-small-smoke/report.html\"", index);
        Assert.True(File.Exists(_shell.In("studies", "reproduced", "001-small-smoke", "report.html")));
        Assert.Equal("0", XDocument.Load(_shell.In("report.xml")).Root!.Attribute("failures")!.Value);
        var all = await _shell.Run("reproduce", "--all", "--launcher", "in-process");
        Assert.Contains("reproduced, the same bits", all.Out);
    }

    [Fact]
    public async Task Another_bit_on_the_same_machine_is_a_deviation()
    {
        await Record();
        Edit(recording => recording["runs"]![0]!["metric"] = Math.BitIncrement(recording["runs"]![0]!["metric"]!.GetValue<double>()));
        var outcome = await Reproduce("--junit", "report.xml");
        Assert.Equal(ExitCode.NotReproduced, outcome.Code);
        Assert.Contains("rope, seed 1", outcome.Out);
        Assert.Contains("the same machine and versions give the same bits", outcome.Out);
        var failure = Assert.Single(XDocument.Load(_shell.In("report.xml")).Descendants("failure"));
        Assert.Contains("rope, seed 1: recorded", failure.Value);
    }

    [Fact]
    public async Task A_tuned_study_is_reproduced_with_its_trials()
    {
        File.AppendAllText(In("smoke.yaml"), "\ntune: train.learningRate=1e-4,1e-2\ntuneSeeds: 1\n");
        await Record();
        var again = await Reproduce();
        Assert.True(again.Code == ExitCode.Done, again.Out + again.Error);
        Assert.Contains("reproduced, the same bits", again.Out);
        File.WriteAllText(In("smoke.yaml"), File.ReadAllText(In("smoke.yaml")).Replace("1e-4,1e-2", "1e-4,1e-3"));
        Assert.Contains("the configs are not those of the recorded result", (await Reproduce()).Error);
    }

    [Fact]
    public async Task Another_value_of_a_measure_is_a_deviation()
    {
        await Record();
        Edit(recording =>
        {
            var values = recording["measures"]![0]!["series"]![1]!["points"]![2]!["values"]!;
            values[0] = 1.5 * values[0]!.GetValue<double>();
        });
        var outcome = await Reproduce();
        Assert.Equal(ExitCode.NotReproduced, outcome.Code);
        Assert.Contains("initial-gradients, none, 4 layers", outcome.Out);
    }

    [Theory]
    [InlineData(1.001, ExitCode.Done)]
    [InlineData(1.01, ExitCode.NotReproduced)]
    public async Task On_another_machine_metrics_agree_within_the_tolerance(double factor, ExitCode code)
    {
        await Record();
        Edit(recording =>
        {
            recording["environment"]!["processor"] = "another";
            recording["runs"]![1]!["metric"] = factor * recording["runs"]![1]!["metric"]!.GetValue<double>();
        });
        var outcome = await Reproduce();
        Assert.Equal(code, outcome.Code);
        Assert.Contains(
            code == ExitCode.Done ? "reproduced; on another machine or version" : "within 0.5% on another machine",
            outcome.Out
        );
    }

    [Fact]
    public async Task Another_verdict_is_a_deviation()
    {
        await Record();
        Edit(recording => recording["verdicts"]![0]!["word"] = "better");
        var outcome = await Reproduce();
        Assert.Equal(ExitCode.NotReproduced, outcome.Code);
        Assert.Contains("every verdict comes again", outcome.Out);
        Assert.Contains("none against rope", outcome.Out);
    }

    [Fact]
    public async Task Another_config_than_the_recorded_one_is_refused_before_anything_runs()
    {
        await Record();
        File.WriteAllText(In("smoke.yaml"), File.ReadAllText(In("smoke.yaml")).Replace("train.steps=3", "train.steps=4"));
        var files = _shell.Files();
        var outcome = await Reproduce();
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("the configs are not those of the recorded result", outcome.Error);
        Assert.Contains("- train.steps: 3; + train.steps: 4", outcome.Error);
        Assert.Contains("--budget smoke --record", outcome.Error);
        Assert.Equal(files, _shell.Files());
    }

    [Fact]
    public async Task What_a_full_study_does_not_compare_is_refused()
    {
        File.WriteAllText(
            In("experiment.yaml"),
            "question: q\npredictions: [{text: t, compared: nune, expect: better}, {text: t, compared: none, at: 99, expect: better},"
                + "{text: t, compared: none, measure: gradients, expect: falls}]\n"
        );
        var outcome = await Reproduce("--record", "--budget", "full");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("the study makes no comparison of this name (got \"nune\"); allowed: none. Did you mean none?", outcome.Error);
        Assert.Contains("the study does not evaluate at this length (got 99); allowed: 24", outcome.Error);
        Assert.Contains("the experiment has no measure of this name (got gradients)", outcome.Error);
        Assert.False(Directory.Exists(In("expected")));
    }

    [Theory]
    [InlineData("measure: initial-gradients, expect: better", "a trend is expected of a measure, and a verdict of a comparison")]
    [InlineData("expect: grows", "a trend is expected of a measure, and a verdict of a comparison")]
    [InlineData("measure: initial-gradients, expect: grows, at: 24", "a trend is expected of a measure")]
    public async Task A_trend_is_expected_of_a_measure(string expectation, string message)
    {
        File.WriteAllText(
            In("experiment.yaml"),
            $"question: q\npredictions: [{{text: t, compared: none, {expectation}}}]\nmeasures: [initial-gradients]\n"
        );
        var outcome = await Reproduce("--record");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains(message, outcome.Error);
    }

    [Fact]
    public async Task Nothing_is_run_when_the_pages_or_the_report_could_not_be_written()
    {
        await Record();
        File.WriteAllText(Recorded, "{}");
        Assert.Contains("this is not a recorded result", (await Reproduce()).Error);
        await Record();
        File.Delete(In("study.yaml"));
        Assert.Contains("a study is read from a study.yaml", (await Reproduce("--record")).Error);
        var report = await Reproduce("--junit", Path.Combine("nowhere", "report.xml"));
        Assert.Contains("--junit: a report is written into a folder that exists", report.Error);
        Assert.Equal(ExitCode.BadUsage, report.Code);
    }

    [Fact]
    public async Task What_is_wrong_with_an_experiment_is_said_with_its_line()
    {
        Assert.Contains("no result is recorded for this budget (got 001-small, smoke)", (await Reproduce()).Error);
        File.WriteAllText(In("experiment.yaml"), "question: Why?\nclaims:\n  - text: It does\n    compared: none\n    expected: worse\n");
        var outcome = await Reproduce("--record");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("experiment.yaml:5: claims[0].expected: claims[0] has no setting of this name (got \"expected\")", outcome.Error);
        Assert.Contains("experiment.yaml:3: claims[0].expect: the config needs its expect", outcome.Error);
        File.Delete(In("experiment.yaml"));
        Assert.Contains("an experiment is a folder with an experiment.yaml", (await Reproduce()).Error);
        Assert.Contains(
            "there is no budget of this name (got ful); allowed: smoke, full. Did you mean full?",
            (await Reproduce("--budget", "ful")).Error
        );
        Assert.Contains("there is no experiment in ./experiments", (await _shell.Run("reproduce", "--all")).Error);
    }
}
