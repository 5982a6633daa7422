using Workbench.Configuration;
using Workbench.Models.Blocks;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class RecomputeTests : IDisposable
{
    private readonly Runs _runs = new();

    public static TheoryData<string> Configs =>
        [
            "model.dropout=0.2",
            "model.dropout=0.2 model.placement=post",
            "model.dropout=0.2 model.position=rope model.norm=rmsnorm model.feedForward=swiglu train.precision=bf16",
            "model.dropout=0.2 model.position=alibi model.tieEmbeddings=false model.heads=gqa:1",
            "model.dropout=0.2 model.position=t5 model.placement=post model.norm=scalenorm",
            "model.dropout=0.2 model.position=shaw:3 train.precision=bf16 model.heads=mqa",
            "model.attention=linear",
            "model.attention=rfa:16",
            "model.attention=performer:16 model.dropout=0.1",
            "model.attention=delta model.position=rope",
            "model.attention=window:4 model.position=t5",
            "dtype=float64 model.dropout=0.2 model.position=t5",
            "dtype=bfloat16 model.dropout=0.2 model.position=t5",
        ];

    private RunConfig With(string settings, Recompute recompute)
    {
        var config = _runs.Small with
        {
            Model = _runs.Small.Model with { Layers = 3 },
            Train = _runs.Small.Train with { LearningRate = 1e-2 },
        };
        foreach (var one in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            config = ConfigTree.With(config, one.Split('=')[0], one.Split('=')[1]);
        return config with { Train = config.Train with { Recompute = recompute } };
    }

    [Theory]
    [MemberData(nameof(Configs))]
    public void A_run_has_the_same_bits_with_and_without_recomputation(string settings)
    {
        var (kept, computed) = (_runs.Folder("none"), _runs.Folder("block"));
        var expected = _runs.Trainer.Run(With(settings, Recompute.None), kept);
        var actual = _runs.Trainer.Run(With(settings, Recompute.Block), computed);
        Assert.Equal(RunStatus.Completed, actual.Status);
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(actual));
        Assert.Equal(Runs.Weights(kept), Runs.Weights(computed));
    }

    [Fact]
    public void A_run_is_resumed_with_the_same_bits_under_either_setting()
    {
        const string settings = "model.dropout=0.2 model.position=t5 train.precision=bf16";
        var (whole, stopped) = (_runs.Folder("whole"), _runs.Folder("stopped"));
        var expected = _runs.Trainer.Run(With(settings, Recompute.None), whole);
        using var stop = new CancellationTokenSource();
        _runs.Trainer.Run(
            With(settings, Recompute.Block),
            stopped,
            new Listener(one =>
            {
                if (one is StepCompleted { Step: 7 })
                    stop.Cancel();
            }),
            stop.Token
        );
        // With the other setting it is the same run.
        var resumed = _runs.Trainer.Run(With(settings, Recompute.None), stopped);
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(resumed));
        Assert.Equal(Runs.Weights(whole), Runs.Weights(stopped));
        Assert.Equal(Recompute.Block, With(settings, Recompute.Block).Resolve(_runs.Tasks).BuildModel().Recompute);
    }

    [Fact]
    public void The_setting_is_not_part_of_the_identity()
    {
        Assert.Equal(With("", Recompute.None).Resolve(_runs.Tasks).Id, With("", Recompute.Block).Resolve(_runs.Tasks).Id);
        Assert.DoesNotContain("recompute", ConfigTree.CanonicalJson(With("", Recompute.Block)));
        Assert.Equal(Recompute.Block, ConfigTree.With(new RunConfig(), "train.recompute", "block").Train.Recompute);
    }

    [Fact]
    public void An_unknown_name_is_refused()
    {
        var unknown = Assert.Throws<InvalidInputException>(() => ConfigTree.With(new RunConfig(), "train.recompute", "layer"));
        Assert.Equal("train.recompute: recompute is one of a few names (got \"layer\"); allowed: none, block", unknown.Message);
    }

    public void Dispose() => _runs.Dispose();
}
