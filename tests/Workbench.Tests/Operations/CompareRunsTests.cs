using System.Text.Json;
using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Tests.Operations;

/// <summary>Runs and cells of studies side by side: the same numbers as the study's own verdicts.</summary>
public sealed class CompareRunsTests : IDisposable
{
    private static readonly StudyOptions InProcess = new() { Launcher = "in-process", Out = "study" };

    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    private async Task<AblateResult> Study(int seeds, Study? study = null)
    {
        using var scope = new OperationScope(_shell.HostEnvironment, new Told(), TestContext.Current.CancellationToken).Enter();
        return await (study ?? Workbench.Ablation.Study.From("tiny-gpt").Vary("position", "rope", "alibi"))
            .On("copy")
            .Seeds(seeds)
            .Steps(4)
            .With("model.layers", "1")
            .With("model.width", "16")
            .With("model.headCount", "2")
            .With("model.context", "16")
            .With("train.evaluationWindows", "4")
            .RunAsync(InProcess);
    }

    private Task<CompareResult> Compare(bool allSeeds, params string[] subjects) =>
        new CompareRuns(_shell.HostEnvironment).RunAsync(
            new(subjects, allSeeds, "1%", null, [], null),
            new Told(),
            TestContext.Current.CancellationToken
        );

    [Fact]
    public async Task All_seeds_of_two_variants_say_what_the_study_says()
    {
        var study = await Study(3);
        var (rope, alibi) = (study.Result!.Cells[0].Runs, study.Result.Cells[1].Runs);
        var compared = await Compare(true, rope[1].Id[..12], alibi[2].Id[..12]);
        Assert.Equal(["position=rope", "position=alibi"], compared.Subjects.Select(one => one.Name));
        Assert.Equal(rope.Select(run => run.Id[..32]), compared.Subjects[0].Runs.Select(id => id[..32]));
        Assert.Equal(study.Cells.Select(cell => cell.Mean), compared.Subjects.Select(one => one.Mean));
        var (expected, got) = (Assert.Single(study.Verdicts), Assert.Single(compared.Comparisons));
        Assert.Equal(
            (expected.Difference, expected.Low, expected.High, expected.Pairs, expected.Word),
            (got.Difference, got.Low, got.High, got.Pairs, got.Word)
        );
        Assert.Equal(study.Epsilon, compared.Epsilon);
        Assert.Equal(
            ["model.position", "model.position.base", "model.position.factor", "model.position.layout", "model.position.scaling"],
            compared.Differences.Select(one => one.Path).Order(StringComparer.Ordinal)
        );
        Assert.Contains("\"name\":\"position=alibi\"", Workbench.Reporting.ChartExtensions.ToJson(compared.Figures!.LearningCurves));
        Assert.Empty(compared.Notes);
    }

    [Fact]
    public async Task A_seed_that_two_environments_computed_counts_once()
    {
        var study = await Study(3);
        var (rope, alibi) = (study.Result!.Cells[0].Runs, study.Result.Cells[1].Runs);
        var elsewhere = Path.Combine(Path.GetDirectoryName(rope[0].Folder)!, new string('0', 16));
        foreach (var file in Directory.EnumerateFiles(rope[0].Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(elsewhere, Path.GetRelativePath(rope[0].Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var compared = (await Compare(true, rope[1].Id[..12], alibi[2].Id[..12])).Subjects[0];
        Assert.Equal(4, compared.Runs.Count);
        var cell = study.Cells[0];
        Assert.Equal((cell.Mean, cell.Low, cell.High), (compared.Mean, compared.Low, compared.High));
    }

    [Fact]
    public async Task The_cells_of_a_study_are_its_folder()
    {
        var study = await Study(2);
        var compared = await Compare(false, "study");
        Assert.Equal(study.Cells.Select(cell => cell.Mean), compared.Subjects.Select(one => one.Mean));
        Assert.Equal(study.Verdicts[0].Difference, compared.Comparisons[0].Difference);
    }

    [Fact]
    public async Task Two_runs_of_one_variant_are_one_subject_of_all_seeds()
    {
        var rope = (await Study(2)).Result!.Cells[0].Runs;
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => Compare(true, rope[0].Id[..12], rope[1].Id[..12]));
        Assert.StartsWith("runs: a comparison needs two or more", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_are_one_pair_or_none()
    {
        var study = await Study(2);
        var (rope, alibi) = (study.Result!.Cells[0].Runs, study.Result.Cells[1].Runs);
        var pair = await Compare(false, rope[0].Id, alibi[0].Id);
        Assert.Equal(alibi[0].FinalMetric - rope[0].FinalMetric, pair.Comparisons[0].Difference);
        Assert.Contains("one seed gives no interval", pair.Comparisons[0].Reason);

        var none = await Compare(false, rope[0].Id, rope[1].Id);
        Assert.Equal(["seed=1", "seed=2"], none.Subjects.Select(one => one.Name));
        Assert.Equal((null, 0), (none.Comparisons[0].Difference, none.Comparisons[0].Pairs));
        Assert.Equal(
            "seed=2 and seed=1 have no seed in common: their runs are not paired. --all-seeds looks for others.",
            Assert.Single(none.Notes)
        );
    }

    [Fact]
    public async Task A_shell_gets_tables_and_the_curves_in_a_file()
    {
        var study = await Study(1);
        var outcome = await _shell.Run(["compare", .. study.Runs.Select(run => run.Id[..12]), "--out", "curves.json"]);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        Assert.Contains("model.position.base", outcome.Out);
        Assert.Contains($"learning curves: {_shell.In("curves.json")}", outcome.Out);
        Assert.True(JsonDocument.Parse(File.ReadAllText(_shell.In("curves.json"))).RootElement.GetProperty("data").GetArrayLength() > 2);
        Assert.Equal(
            2,
            JsonDocument
                .Parse((await _shell.Run(["compare", .. study.Runs.Select(run => run.Id), "--json"])).Out)
                .RootElement.GetProperty("subjects")
                .GetArrayLength()
        );
    }

    [Fact]
    public async Task What_cannot_be_compared_is_said()
    {
        var study = await Study(1);
        var id = study.Runs[0].Id[..12];
        Assert.Contains("a comparison needs two or more", (await _shell.Run("compare", id, id)).Error);
        var many = await _shell.Run("compare", "ffff", "eeee", "--epsilon", "small", "--out", "curves");
        Assert.Equal(ExitCode.BadUsage, many.Code);
        Assert.Equal(4, many.Error.TrimEnd().Split('\n').Length);
        Assert.Contains("no run has this identity (got ffff)", many.Error);
        Assert.Contains("--epsilon: epsilon is the difference that does not matter", many.Error);

        _shell.Write("text.txt", string.Concat(Enumerable.Repeat("one line of a text\n", 200)));
        var other = JsonDocument
            .Parse(
                (
                    await _shell.Run(
                        "train",
                        "model.layers=1",
                        "model.width=16",
                        "model.headCount=2",
                        "model.context=16",
                        "--data",
                        "text.txt",
                        "--steps",
                        "2",
                        "--json"
                    )
                ).Out
            )
            .RootElement;
        var mixed = await _shell.Run("compare", id, other.GetProperty("id").GetString()!);
        Assert.Contains("the runs have different metrics", mixed.Error);
    }
}
