using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>Studies whose runs are trained on one task before another.</summary>
public sealed class PretrainedStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory, InlineData("in-process"), InlineData("processes")]
    public async Task A_study_trains_on_one_task_and_then_on_another(string launcher)
    {
        using var ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System);
        var study = RealStudyTests.Tiny with
        {
            Axes = ["pretrain.steps=0,6", "train.layerRateDecay=1,0.8"],
            Settings = [.. RealStudyTests.Tiny.Settings, "pretrain.task=mqar:pairs=4", "train.keepInitial=embedding.*"],
        };
        var result = await RealStudyTests
            .Runner(ledger)
            .RunAsync(
                study,
                new StudyOptions { Launcher = launcher, Out = _folder.File("study") },
                new Progress<StudyEvent>(),
                TestContext.Current.CancellationToken
            );
        Assert.True(result.IsComplete);
        // 4 cells x 2 seeds, and one earlier run for each seed, which two cells share.
        var runs = ledger.List();
        Assert.Equal(10, runs.Count);
        Assert.All(runs, run => Assert.Equal(RunStatus.Completed, run.State));
        var configs = runs.Select(run => new RunFolder(run.Folder).ReadConfig()).ToList();
        Assert.Equal(2, configs.Count(one => one.Train.Steps == 6));
        Assert.Equal(4, configs.Count(one => one.InitFingerprint.StartsWith("pretrained ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_classifier_s_own_weights_begin_after_the_training_before_it()
    {
        using var ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System);
        var study = RealStudyTests.Tiny with
        {
            Task = "genre:words=8",
            Data = "brown",
            Axes = ["pretrain.steps=0,2"],
            Settings =
            [
                .. RealStudyTests.Tiny.Settings,
                "tokenizer=char",
                "architecture=encoder",
                "pretrain.task=mlm",
                "pretrain.data=brown",
            ],
        };
        var result = await RealStudyTests
            .Runner(ledger)
            .RunAsync(
                study,
                new StudyOptions { Launcher = "in-process", Out = _folder.File("study") },
                new Progress<StudyEvent>(),
                TestContext.Current.CancellationToken
            );
        Assert.True(result.IsComplete);
        var configs = ledger.List().Select(run => new RunFolder(run.Folder).ReadConfig()).ToList();
        Assert.Equal(
            ["", "", "", "", "classes.weight", "classes.weight"],
            configs.Select(one => one.Train.KeepInitial).Order(StringComparer.Ordinal)
        );
    }

    public void Dispose() => _folder.Dispose();
}
