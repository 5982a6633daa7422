using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>The cost that a trial predicts, with a trainer that takes no time and says that a step of 768 tokens takes 0.1536 s.</summary>
public sealed class CostPredictionTests : IDisposable
{
    private const double Step = 768 / 5000.0,
        Evaluation = 128 * Step / 3 / 12;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeExecutor _executor = new();

    private static readonly Study Grid = new() { Axes = ["placement=pre,post"], SeedCount = 3 };

    public void Dispose() => _folder.Dispose();

    private static StudyOptions InProcess => new() { Launcher = "in-process" };

    private string LedgerFolder => _folder.File("ledger");

    private StudyRunner Runner(Ledger ledger) =>
        new(
            ledger,
            new StudyServices
            {
                Resolver = new FakeResolver(),
                Executor = _executor,
                Environment = threads => FakeEnvironment.Of(threads),
                Worker = FakeWorker.Command,
                Cores = 2,
            }
        );

    private async Task<CostPrediction> Predict(Study study, Recorder? seen = null, CancellationToken cancellation = default, int limit = 20)
    {
        using var ledger = Ledger.OpenToRead(LedgerFolder, TimeProvider.System);
        var runner = Runner(ledger);
        return await runner.PredictAsync(runner.Plan(study), InProcess, TimeSpan.FromSeconds(limit), seen ?? new Recorder(), cancellation);
    }

    private async Task Compute(Study study)
    {
        using var ledger = Ledger.Open(LedgerFolder, TimeProvider.System);
        await Runner(ledger).RunAsync(study, InProcess with { Out = _folder.File("study") }, new Recorder());
        _executor.Jobs.Clear();
    }

    [Fact]
    public async Task A_trial_in_which_no_step_ends_asks_for_more_time()
    {
        _executor.Stepless = true;
        var cost = await Predict(Grid);
        Assert.Equal("no training step ended in time; give it longer: --trial 2m", cost.Problem);
        Assert.Null(cost.WallTime);
    }

    [Fact]
    public async Task A_trial_of_every_variant_gives_time_tokens_and_their_basis()
    {
        var seen = new Recorder();
        var cost = await Predict(Grid, seen);
        Assert.Equal((6, 6000L, 6000L * 768, 1, 1), (cost.Runs, cost.Steps, cost.Tokens, cost.Workers, cost.Threads));
        // The fake trainer does not say what else takes time: an evaluation is a forward pass, a third of a step, of 128 windows.
        var run = (1000 * Step) + (10 * Evaluation);
        Assert.Equal(["pre", "post"], cost.Groups.Select(group => group.Label));
        Assert.All(cost.Groups, group => Assert.Equal((3, 3), (group.Runs, (int)group.TrialSteps)));
        Assert.All(cost.Groups, group => Assert.Equal(Step, group.StepSeconds, 6));
        Assert.All(cost.Groups, group => Assert.Equal(run, group.RunSeconds, 3));
        Assert.Equal((6 * run) + cost.WorkerStart.TotalSeconds, cost.WallTime!.Value.TotalSeconds, 2);
        Assert.Equal(cost.WallTime.Value.TotalSeconds, cost.CpuTime!.Value.TotalSeconds, 2);
        Assert.Equal(10 * Evaluation / run, cost.BesidesSteps!.Value, 3);
        Assert.Null(cost.Problem);
        Assert.Equal(["pre", "pre", "post", null], seen.Events.OfType<TrialProgressed>().Select(trial => trial.Cell));
    }

    [Fact]
    public async Task Nothing_is_written_but_into_a_folder_that_is_deleted()
    {
        await Predict(Grid);
        Assert.Equal(3, _executor.Jobs.Count);
        Assert.All(_executor.Jobs, job => Assert.StartsWith(Path.GetTempPath(), job.Folder, StringComparison.Ordinal));
        Assert.All(_executor.Jobs, job => Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(job.Folder)))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task What_the_ledger_has_costs_nothing()
    {
        await Compute(Grid with { SeedCount = 2 });
        var files = Files();
        var cost = await Predict(Grid);
        Assert.Equal((2, 2000L), (cost.Runs, cost.Steps));
        Assert.Equal([1, 1], cost.Groups.Select(group => group.Runs));
        // The position is not in the ledger, so that only its variant is tried.
        _executor.Jobs.Clear();
        var other = await Predict(Grid with { Axes = ["placement=pre,post", "position=learned,alibi"], SeedCount = 2 });
        Assert.Equal(4, other.Runs);
        Assert.All(other.Groups, group => Assert.EndsWith("alibi", group.Label, StringComparison.Ordinal));

        _executor.Jobs.Clear();
        var all = await Predict(Grid with { SeedCount = 2 });
        Assert.Equal((0, 0L, TimeSpan.Zero, TimeSpan.Zero), (all.Runs, all.Tokens, all.WallTime, all.CpuTime));
        Assert.Empty(_executor.Jobs);
        Assert.Equal(files, Files());

        IReadOnlyList<string> Files() =>
            [
                .. Directory
                    .EnumerateFiles(LedgerFolder, "*", SearchOption.AllDirectories)
                    .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}")
                    .Order(StringComparer.Ordinal),
            ];
    }

    [Fact]
    public async Task Variants_that_differ_in_what_costs_nothing_share_a_trial()
    {
        var cost = await Predict(Grid with { Axes = ["train.learningRate=1e-3,3e-4", "train.steps=100,200"], SeedCount = 1 });
        var group = Assert.Single(cost.Groups);
        Assert.Equal((4, 600L), (group.Runs, cost.Steps));
        Assert.Equal(2, _executor.Jobs.Count);
        Assert.All(_executor.Jobs, job => Assert.True(job.Config.Train.LearningRate < 1e-6));
    }

    [Fact]
    public async Task A_grid_too_large_for_the_time_is_tried_in_part_and_scaled_by_FLOPs()
    {
        var cost = await Predict(Grid with { Axes = ["model.layers=2,3,4,6", "train.batchSize=6,12"], SeedCount = 1 }, limit: 4);
        Assert.Equal(8, cost.Groups.Count);
        Assert.Equal(2, cost.Groups.Count(group => group.TrialSteps > 0));
        Assert.Equal(8, cost.Runs);
        // The fake resolver's FLOPs are those of any model, so that a step's cost follows the batch.
        foreach (var (small, large) in cost.Groups.Chunk(2).Select(pair => (pair[0], pair[1])))
            Assert.Equal(2 * small.StepSeconds, large.StepSeconds, 6);
    }

    [Fact]
    public async Task A_trial_that_fails_says_why()
    {
        var cost = await Predict(Grid with { Data = "throw" });
        Assert.Contains("the fake trainer was told to throw", cost.Problem, StringComparison.Ordinal);
        Assert.Equal((6, null, null), (cost.Runs, cost.WallTime, cost.CpuTime));
        Assert.Empty(cost.Groups);
    }

    [Fact]
    public async Task Cancelling_deletes_the_folder_of_the_trial()
    {
        using var stop = new CancellationTokenSource();
        var seen = new Recorder { After = _ => stop.CancelAfter(200) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Predict(Grid with { Data = "wait" }, seen, stop.Token));
        var job = Assert.Single(_executor.Jobs);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(job.Folder))));
    }

    [Fact]
    public async Task Steps_that_ended_before_the_limit_are_enough()
    {
        var cost = await Predict(Grid with { Data = "wait" }, limit: 1);
        Assert.Null(cost.Problem);
        Assert.Equal(Step, cost.Groups[0].StepSeconds, 6);
        Assert.NotNull(cost.WallTime);
    }
}
