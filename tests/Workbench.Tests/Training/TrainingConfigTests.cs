using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class TrainingConfigTests
{
    private static readonly TrainingConfig Base = new()
    {
        Steps = 100,
        LearningRate = 1,
        Warmup = 10,
        MinimumLearningRate = 0.1,
    };

    [Theory]
    [InlineData(Schedule.Cosine, 0, 0.1)]
    [InlineData(Schedule.Cosine, 9, 1)]
    [InlineData(Schedule.Cosine, 10, 1)]
    [InlineData(Schedule.Cosine, 55, 0.55)]
    [InlineData(Schedule.Cosine, 100, 0.1)]
    [InlineData(Schedule.Linear, 55, 0.55)]
    [InlineData(Schedule.Linear, 100, 0.1)]
    [InlineData(Schedule.InverseSquareRoot, 9, 1)]
    [InlineData(Schedule.InverseSquareRoot, 39, 0.5)]
    [InlineData(Schedule.Constant, 4, 0.5)]
    [InlineData(Schedule.Constant, 99, 1)]
    public void The_rate_rises_and_falls_as_named(Schedule schedule, long step, double expected) =>
        Assert.Equal(expected, (Base with { Schedule = schedule }).LearningRateAt(step), 12);

    [Fact]
    public void Defaults_follow_the_steps()
    {
        var config = new TrainingConfig { Steps = 1000, LearningRate = 1e-3 };
        Assert.Equal(20, config.WarmupSteps);
        Assert.Equal(100, config.EvaluationInterval);
        Assert.Equal(1e-4, config.LearningRateAt(1000), 12);
        Assert.Equal(1, (config with { Steps = 3 }).EvaluationInterval);
        Assert.Equal(0, (config with { Steps = 3 }).WarmupSteps);
        Assert.Equal([64, 128, 256], (config with { EvalLengths = "128,64, 256,64" }).EvaluationLengths);
    }

    [Fact]
    public void All_faults_are_reported_at_once()
    {
        var faults = ConfigTree.Validate(
            new TrainingConfig
            {
                Steps = 10,
                Warmup = 20,
                MinimumLearningRate = 1,
                LearningRate = 0.5,
                BatchSize = 0,
                EvalLengths = "64,many",
            },
            "train"
        );
        Assert.Equal(4, faults.Count);
        Assert.Contains(
            "train.warmup: the warm-up must end within the run (got 20); allowed: 0 to 10 (train.steps). lower train.warmup or "
                + "raise train.steps",
            faults.Select(fault => fault.ToString())
        );
        Assert.Contains(
            "train.minimumLearningRate: the minimum learning rate must not exceed the peak (got 1); allowed: 0 to 0.5",
            faults.Select(fault => fault.ToString())
        );
        Assert.Contains(
            "train.evalLengths: an evaluation length must be a positive number of tokens (got many); allowed: for example 64,128,256",
            faults.Select(fault => fault.ToString())
        );
        Assert.Contains(faults, fault => fault.Path == "train.batchSize");
    }

    [Fact]
    public void How_often_progress_is_saved_is_no_part_of_the_identity()
    {
        Assert.Equal(ConfigTree.Identity(Base), ConfigTree.Identity(Base with { CheckpointEvery = 5 }));
        Assert.NotEqual(ConfigTree.Identity(Base), ConfigTree.Identity(Base with { Steps = 101 }));
    }

    [Fact]
    public void Resolved_defaults_are_written_out_so_that_one_training_has_one_name()
    {
        var plain = new TrainingConfig { Steps = 200, EvalLengths = "256, 64,256" };
        var resolved = plain.Resolve();
        Assert.Equal(plain with { Warmup = 4, MinimumLearningRate = 1e-4, EvaluateEvery = 20, EvalLengths = "64,256" }, resolved);
        Assert.Equal(resolved, resolved.Resolve());
        Assert.All(Enumerable.Range(0, 200), step => Assert.Equal(plain.LearningRateAt(step), resolved.LearningRateAt(step)));
    }
}
