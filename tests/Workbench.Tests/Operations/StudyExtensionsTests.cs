using Workbench.Ablation;
using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Models;
using Workbench.Operations;
using Workbench.Operations.Views;
using Workbench.Reporting;
using Workbench.Training;

namespace Workbench.Tests.Operations;

/// <summary>Studies and runs as a notebook cell starts them.</summary>
public sealed class StudyRunningTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly Told _told = new();

    public void Dispose() => _shell.Dispose();

    private IDisposable Scope(CancellationToken cancellation = default) =>
        new OperationScope(_shell.HostEnvironment, _told, cancellation).Enter();

    private static readonly Study Small = Study
        .From("tiny-gpt")
        .Vary("placement", "pre", "post")
        .On("copy")
        .Seeds(2)
        .Steps(4)
        .With("model.layers", "1")
        .With("model.width", "16")
        .With("model.headCount", "2")
        .With("model.context", "16")
        .With("train.evaluationWindows", "4");

    private static readonly StudyOptions InProcess = new() { Launcher = "in-process", Out = "out" };

    [Fact]
    public async Task A_cell_gets_the_result_with_its_figures()
    {
        using var scope = Scope();
        var study = await Small.RunAsync(InProcess);
        Assert.Equal(4, study.Runs.Count);
        Assert.Equal(["pre", "post"], study.Cells.Select(cell => cell.Label));
        Assert.Equal("post", Assert.Single(study.Verdicts).Subject);
        Assert.Equal(_shell.In("out", "report.html"), study.Report);
        Assert.Contains("\"name\":\"post\"", study.Figures!.LearningCurves.ToJson());
        Assert.Contains(
            "./workbench ablate placement=pre,post --task copy --seeds 2 --set train.steps=4 --set model.layers=1",
            File.ReadAllText(study.Report!)
        );

        var last = _told.Of<StudyChanged>().Last().Study;
        Assert.Equal((true, 4, 0, 16L, 16L, null), (last.Ended, last.Completed, last.Failed, last.Steps, last.TotalSteps, last.Remaining));
        Assert.Contains("\"name\":\"post\"", Assert.IsType<Plotly.NET.GenericChart>(last.Figure, exactMatch: false).ToJson());
    }

    [Fact]
    public async Task A_study_that_is_asked_again_has_its_runs_and_figures()
    {
        using var scope = Scope();
        var first = await Small.RunAsync(InProcess);
        var again = await Small.RunAsync(InProcess);
        Assert.Equal(first.Runs.Select(run => (run.Id, run.FinalMetric)), again.Runs.Select(run => (run.Id, run.FinalMetric)));
        Assert.Equal(first.Figures!.LearningCurves.ToJson(), again.Figures!.LearningCurves.ToJson());
        Assert.Equal(first.Illustrations.Count, again.Illustrations.Count);
        Assert.Equal($"{ResultViews.Of(first)}", $"{ResultViews.Of(again)}");
        Assert.Contains(_told.Of<StepStarted>(), step => step.What.Contains("4 runs; 4 finished before", StringComparison.Ordinal));
        var last = _told.Of<StudyChanged>().Last().Study;
        Assert.Equal((true, 4, 4, 4, 16L, 16L), (last.Ended, last.Runs, last.Completed, last.Reused, last.Steps, last.TotalSteps));
        Assert.Contains("\"name\":\"post\"", Assert.IsType<Plotly.NET.GenericChart>(last.Figure, exactMatch: false).ToJson());
    }

    [Fact]
    public async Task The_scope_of_a_cell_stops_its_study()
    {
        using var stop = new CancellationTokenSource();
        using var scope = new OperationScope(
            _shell.HostEnvironment,
            new Told
            {
                After = told =>
                {
                    if (told is StudyChanged { Study.Running.Count: > 0 })
                        stop.Cancel();
                },
            },
            stop.Token
        ).Enter();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Small.Steps(100_000).RunAsync(InProcess));
    }

    [Fact]
    public async Task A_plan_runs_nothing()
    {
        using var scope = Scope();
        var plan = await Small.PlanAsync();
        Assert.Equal((4, null, 0), (plan.RunCount, plan.Figures, plan.Runs.Count));
        Assert.Empty(_shell.Files());
    }

    [Fact]
    public async Task Outside_of_a_scope_the_error_says_what_to_do()
    {
        Assert.Null(OperationScope.Current);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Small.RunAsync());
        Assert.Contains("there is no OperationScope, which gives the folders for data and runs (got study.RunAsync())", error.Message);
        Assert.Contains("new OperationScope(host, progress, cancellation).Enter()", error.Message);
    }

    [Fact]
    public async Task Scopes_nest_and_flow()
    {
        using (Scope())
        {
            var outer = OperationScope.Current;
            using (Scope())
                Assert.NotSame(outer, OperationScope.Current);
            Assert.Same(outer, OperationScope.Current);
            Assert.Same(
                outer,
                await Task.Run(
                    async () =>
                    {
                        await Task.Yield();
                        return OperationScope.Current;
                    },
                    TestContext.Current.CancellationToken
                )
            );
        }
        Assert.Null(OperationScope.Current);
    }

    [Fact]
    public async Task A_run_is_trained_and_writes()
    {
        _shell.Write("text.txt", string.Concat(Enumerable.Repeat("one line of a text\n", 200)));
        using var scope = Scope();
        var config = new RunConfig
        {
            Model = new TransformerConfig
            {
                Layers = 1,
                Width = 16,
                HeadCount = 2,
                Context = 16,
            },
            Train = new TrainingConfig { Steps = 2, EvaluationWindows = 2 },
            Task = new CharLm(),
            Data = "./text.txt",
        };
        var run = await config.TrainAsync();
        Assert.Equal(RunStatus.Completed, run.State);
        var text = await run.GenerateAsync("one ", new() { MaxTokens = 5 });
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => run.PredictAsync(["one"]));
        Assert.Contains("the model writes text", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("one ", 5), (text.Texts[0].Prompt, text.Text.Length));
        Assert.Equal("one " + text.Text, string.Concat(_told.Of<TextProduced>().Select(piece => piece.Text)));
    }

    [Fact]
    public void A_setting_takes_the_place_of_an_earlier_one() =>
        Assert.Equal(["model.layers=1", "train.steps=7"], new Study().With("train.steps", "5").With("model.layers", "1").Steps(7).Settings);
}
