using TorchSharp;
using Workbench.Data.Tasks;
using Workbench.Models.Positions;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly Runs _runs = new();

    [Fact]
    public void A_run_learns_and_leaves_the_truth_in_its_folder()
    {
        var folder = _runs.Folder("run");
        var events = new List<TrainingEvent>();
        var config = _runs.Small with { Train = _runs.Small.Train with { Steps = 60, EvaluateEvery = 20, LearningRate = 1e-2 } };
        var result = _runs.Trainer.Run(config, folder, new Listener(events.Add), TestContext.Current.CancellationToken);

        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal("validation loss", result.Metric);
        Assert.Equal([20, 40, 60], result.Evaluations.Select(one => one.Step));
        Assert.Equal(60, result.Curve.Count);
        Assert.Equal(result.Evaluations[^1].Metric, result.FinalMetric);
        var resolved = config.Resolve(_runs.Tasks);
        Assert.True(
            result.FinalMetric < _runs.Tasks.Get(config.Task, config.Data).Floors(16).Chance,
            $"{result.FinalMetric} should be below chance"
        );
        Assert.True(result.TokensPerSecond > 0);
        Assert.True(result.PeakMemoryBytes > 1 << 20);
        Assert.True(result.Times is { Start: > 0, Evaluation: > 0, Checkpoint: > 0, Record: > 0 }, $"{result.Times}");

        Assert.IsType<Started>(events[0]);
        Assert.Equal(60, events.OfType<StepCompleted>().Count());
        Assert.Equal(result, Assert.IsType<Finished>(events[^1]).Result);
        Assert.Equal(Runs.Numbers(result), Runs.Numbers(folder.ReadResult()!));
        Assert.Equal(resolved.Id, folder.ReadIdentity()!.Id);
        Assert.Equal(RunEnvironment.Current().Hash, folder.ReadEnvironment()!.Hash);
        Assert.Equal(resolved.Id, folder.ReadConfig().Id);
        Assert.Equal(63, folder.ReadEvents().Count());
    }

    [Fact]
    public void The_same_run_twice_is_bit_identical_and_another_seed_is_not()
    {
        var (one, two, three) = (_runs.Folder("one"), _runs.Folder("two"), _runs.Folder("three"));
        var config = _runs.Small with { Model = _runs.Small.Model with { Dropout = 0.1 } };
        var first = _runs.Trainer.Run(config, one);
        var second = _runs.Trainer.Run(config, two);
        var third = _runs.Trainer.Run(config with { Seed = 1 }, three);
        Assert.Equal(Runs.Numbers(first), Runs.Numbers(second));
        Assert.Equal(Runs.Weights(one), Runs.Weights(two));
        Assert.NotEqual(Runs.Numbers(first), Runs.Numbers(third));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(12)]
    public void Stopped_and_resumed_is_never_having_stopped(long stopAt)
    {
        var (whole, stopped) = (_runs.Folder("whole"), _runs.Folder("stopped"));
        var config = _runs.Small with
        {
            Model = _runs.Small.Model with { Dropout = 0.1 },
            Train = _runs.Small.Train with { EvalLengths = "8" },
        };
        var expected = _runs.Trainer.Run(config, whole);

        using var stop = new CancellationTokenSource();
        var interrupted = _runs.Trainer.Run(
            config,
            stopped,
            new Listener(one =>
            {
                if (one is StepCompleted step && step.Step == stopAt)
                    stop.Cancel();
            }),
            stop.Token
        );
        Assert.Equal(RunStatus.Interrupted, interrupted.Status);
        Assert.Equal(stopAt, interrupted.Steps);
        Assert.False(stopped.HasResult);

        var events = new List<TrainingEvent>();
        var resumed = _runs.Trainer.Run(config, stopped, new Listener(events.Add));
        Assert.Equal(stopAt, events.OfType<Started>().Single().FirstStep);
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(resumed));
        Assert.Equal(Runs.Weights(whole), Runs.Weights(stopped));
        Assert.Equal(whole.ReadEvents().Select(Untimed), stopped.ReadEvents().Select(Untimed));
    }

    private static TrainingEvent Untimed(TrainingEvent one) => one is StepCompleted step ? step with { TokensPerSecond = 0 } : one;

    [Fact]
    public void A_killed_process_goes_on_from_its_last_checkpoint()
    {
        var (whole, killed) = (_runs.Folder("whole"), _runs.Folder("killed"));
        var config = _runs.Small with { Train = _runs.Small.Train with { CheckpointEvery = 4 } };
        var expected = _runs.Trainer.Run(config, whole);
        // A listener that throws is the nearest thing to a crash: the steps after the checkpoint are lost.
        var crashed = _runs.Trainer.Run(
            config,
            killed,
            new Listener(one =>
            {
                if (one is StepCompleted { Step: 7 })
                    throw new InvalidOperationException("killed");
            })
        );
        Assert.Equal((RunStatus.Failed, "killed"), (crashed.Status, crashed.Error));
        Assert.Equal(RunStatus.Failed, killed.ReadResult()!.Status);
        Assert.Contains("InvalidOperationException", File.ReadAllText(killed.LogFile));
        var events = new List<TrainingEvent>();
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(_runs.Trainer.Run(config, killed, new Listener(events.Add))));
        Assert.Equal(4, events.OfType<Started>().Single().FirstStep);
        Assert.Equal(Runs.Weights(whole), Runs.Weights(killed));
    }

    [Fact]
    public void A_damaged_result_is_kept_aside_and_made_again_from_the_checkpoint()
    {
        var folder = _runs.Folder("damaged result");
        var expected = _runs.Trainer.Run(_runs.Small, folder);
        var weights = Runs.Weights(folder);
        File.WriteAllText(folder.ResultFile, "{ \"status\": \"compl");
        Assert.True(folder.HasDamagedResult);

        var events = new List<TrainingEvent>();
        var result = _runs.Trainer.Run(_runs.Small, folder, new Listener(events.Add));
        var notice = Assert.Single(events.OfType<Notice>()).Text;
        Assert.Equal(
            $"the run's result.json cannot be read; it is kept as {folder.ResultFile}.damaged-1, and the run resumes from its checkpoint",
            notice
        );
        Assert.Equal("{ \"status\": \"compl", File.ReadAllText(folder.ResultFile + ".damaged-1"));
        Assert.Contains(notice, File.ReadAllText(folder.LogFile));
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(result));
        Assert.Equal(weights, Runs.Weights(folder));
        Assert.False(folder.HasDamagedResult);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("optimiser.safetensors")]
    [InlineData("state.json")]
    public void A_damaged_checkpoint_is_kept_aside_and_the_run_starts_again(string file)
    {
        var (whole, damaged) = (_runs.Folder("whole"), _runs.Folder("damaged"));
        var expected = _runs.Trainer.Run(_runs.Small, whole);
        Stop(damaged, _runs.Small, 6);
        var path = Path.Combine(damaged.CheckpointFolder, file);
        var bytes = File.ReadAllBytes(path);
        bytes[^10] ^= 0x55;
        File.WriteAllBytes(path, file == "state.json" ? bytes[..20] : bytes);

        var events = new List<TrainingEvent>();
        var result = _runs.Trainer.Run(_runs.Small, damaged, new Listener(events.Add));
        var notice = Assert.Single(events.OfType<Notice>()).Text;
        Assert.Matches(
            @"^the checkpoint cannot be used \(.+\); it is kept as .*checkpoint\.damaged-1, and the run starts from the beginning$",
            notice
        );
        Assert.True(File.Exists(Path.Combine(damaged.CheckpointFolder + ".damaged-1", file)));
        Assert.Contains(notice, File.ReadAllText(damaged.LogFile));
        Assert.Equal(0, events.OfType<Started>().Single().FirstStep);
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(result));
        Assert.Equal(Runs.Weights(whole), Runs.Weights(damaged));
    }

    [Fact]
    public void A_process_that_died_between_two_checkpoints_leaves_one()
    {
        var (whole, stopped) = (_runs.Folder("whole"), _runs.Folder("stopped"));
        var expected = _runs.Trainer.Run(_runs.Small, whole);
        Stop(stopped, _runs.Small, 6);
        Directory.Move(stopped.CheckpointFolder, stopped.CheckpointFolder + ".old");
        Directory.CreateDirectory(stopped.CheckpointFolder + ".new");
        File.WriteAllText(Path.Combine(stopped.CheckpointFolder + ".new", "model.safetensors"), "half");
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(_runs.Trainer.Run(_runs.Small, stopped)));
        Assert.Equal(["checkpoint"], Directory.EnumerateDirectories(stopped.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_process_that_died_before_it_wrote_the_result_has_nothing_left_to_train()
    {
        var folder = _runs.Folder("run");
        var expected = _runs.Trainer.Run(_runs.Small, folder);
        File.Delete(folder.ResultFile);
        var events = new List<TrainingEvent>();
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(_runs.Trainer.Run(_runs.Small, folder, new Listener(events.Add))));
        Assert.Empty(events.OfType<StepCompleted>());
        Assert.Empty(events.OfType<Notice>());
    }

    [Fact]
    public void The_weights_of_a_run_can_be_loaded_and_damaged_ones_are_refused()
    {
        var folder = _runs.Folder("run");
        var config = _runs.Small.Resolve(_runs.Tasks);
        using var model = config.Model.Build(torch.CPU, torch.ScalarType.Float32, seed: 99);
        Assert.StartsWith(
            "the run has no checkpoint yet",
            Assert.Throws<InvalidInputException>(() => Checkpoint.LoadModel(folder, model)).Message
        );
        var result = _runs.Trainer.Run(config, folder);
        Checkpoint.LoadModel(folder, model);
        var task = _runs.Tasks.Get(config.Task, config.Data);
        var windows = task.Validation(16, 10, 4, torch.CPU);
        Assert.Equal(result.FinalMetric, Evaluator.Evaluate(model, windows, task.Metric).Metric);
        foreach (var batch in windows)
            batch.Dispose();
        File.WriteAllText(Path.Combine(folder.CheckpointFolder, "model.safetensors"), "nothing");
        Assert.StartsWith(
            "the run's checkpoint cannot be read: model.safetensors does not have its checksum",
            Assert.Throws<InvalidInputException>(() => Checkpoint.LoadModel(folder, model)).Message
        );
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused_first()
    {
        var refused = Assert.Throws<InvalidInputException>(() =>
            _runs.Trainer.Run(_runs.Small, new RunFolder(Path.Combine(_runs.Text, "run")))
        );
        Assert.StartsWith("the run's folder cannot be written: ", refused.Message);
        Assert.Contains("choose another with --ledger or --out", refused.Message);
    }

    private void Stop(RunFolder folder, RunConfig config, long at)
    {
        using var stop = new CancellationTokenSource();
        _runs.Trainer.Run(
            config,
            folder,
            new Listener(one =>
            {
                if (one is StepCompleted step && step.Step == at)
                    stop.Cancel();
            }),
            stop.Token
        );
    }

    [Fact]
    public void A_finished_run_is_answered_from_its_folder()
    {
        var folder = _runs.Folder("run");
        var first = _runs.Trainer.Run(_runs.Small, folder);
        var events = new List<TrainingEvent>();
        var second = _runs.Trainer.Run(_runs.Small, folder, new Listener(events.Add));
        Assert.Equal(Runs.Numbers(first), Runs.Numbers(second));
        Assert.IsType<Finished>(Assert.Single(events));
    }

    [Fact]
    public void A_rate_that_explodes_is_a_result()
    {
        var folder = _runs.Folder("run");
        var config = _runs.Small with
        {
            Train = _runs.Small.Train with { Steps = 200, Warmup = 0, LearningRate = 1e4, Clip = 0, Schedule = Schedule.Constant },
        };
        var result = _runs.Trainer.Run(config, folder);
        Assert.Equal(RunStatus.Diverged, result.Status);
        Assert.Null(result.FinalMetric);
        Assert.Matches("^(the loss of step|the gradient's norm of step|the mean loss of the 10 steps to) ", result.Error);
        Assert.InRange(result.Steps, 1, 199);
        Assert.Equal(result.Steps, result.Curve[^1].Step);
        Assert.Equal(Runs.Numbers(result), Runs.Numbers(_runs.Trainer.Run(config, folder)));
    }

    [Fact]
    public void Other_lengths_are_evaluated_where_the_position_allows_it()
    {
        var events = new List<TrainingEvent>();
        var train = _runs.Small.Train with { EvalLengths = "8,16,32" };
        var rotary = _runs.Trainer.Run(
            _runs.Small with
            {
                Train = train,
                Model = _runs.Small.Model with { Position = new Rope() },
            },
            _runs.Folder("rope")
        );
        Assert.Equal([(5L, 16), (10, 16), (12, 16), (12, 8), (12, 32)], rotary.Evaluations.Select(one => (one.Step, one.Context)));
        Assert.Equal(rotary.Evaluations[2].Metric, rotary.FinalMetric);
        var learned = _runs.Trainer.Run(
            _runs.Small with
            {
                Train = train,
                Model = _runs.Small.Model with { Position = new LearnedPosition() },
            },
            _runs.Folder("learned"),
            new Listener(events.Add)
        );
        Assert.Equal([(5L, 16), (10, 16), (12, 16), (12, 8)], learned.Evaluations.Select(one => (one.Step, one.Context)));
        Assert.Equal(
            "not evaluated at 32 tokens: the position encoding is defined up to 16 only",
            Assert.Single(events.OfType<Notice>()).Text
        );
    }

    [Fact]
    public void Lengths_that_are_asked_for_later_are_evaluated_without_training_again()
    {
        RunConfig At(string lengths) =>
            _runs.Small with
            {
                Train = _runs.Small.Train with { EvalLengths = lengths },
                Model = _runs.Small.Model with { Position = new Rope() },
            };
        var (whole, later) = (_runs.Folder("whole lengths"), _runs.Folder("later lengths"));
        var expected = _runs.Trainer.Run(At("8,32"), whole);
        var first = _runs.Trainer.Run(At("8"), later);
        Assert.Equal([8, 16], first.Evaluations.Select(one => one.Context).Distinct().Order());
        var weights = Runs.Weights(later);

        var events = new List<TrainingEvent>();
        var both = _runs.Trainer.Run(At("8,32"), later, new Listener(events.Add));
        Assert.Equal(12, events.OfType<Started>().Single().FirstStep);
        Assert.Empty(events.OfType<StepCompleted>());
        Assert.Equal(32, Assert.Single(events.OfType<Evaluated>()).Context);
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(both));
        Assert.Equal(weights, Runs.Weights(later));
        Assert.Equal(first.TrainingSeconds, both.TrainingSeconds);

        // Fewer than there are, are there; and whoever asks for none has the same run.
        events.Clear();
        Assert.Equal(Runs.Numbers(both), Runs.Numbers(_runs.Trainer.Run(At(""), later, new Listener(events.Add))));
        Assert.IsType<Finished>(Assert.Single(events));
        Assert.Equal(At("").Resolve(_runs.Tasks).Id, At("8,32").Resolve(_runs.Tasks).Id);
    }

    [Fact]
    public void A_length_that_cannot_be_had_costs_no_result()
    {
        var config = _runs.Small with { Model = _runs.Small.Model with { Position = new Rope() } };
        var folder = _runs.Folder("kept");
        var result = _runs.Trainer.Run(config, folder);
        // Stopped before the first of its windows: what was there still is.
        using var stop = new CancellationTokenSource();
        var listener = new Listener(told =>
        {
            if (told is Started)
                stop.Cancel();
        });
        var stopped = _runs.Trainer.Run(config with { Train = config.Train with { EvalLengths = "32" } }, folder, listener, stop.Token);
        Assert.Equal(RunStatus.Interrupted, stopped.Status);
        Assert.Equal(Runs.Numbers(result), Runs.Numbers(folder.ReadResult()!));
    }

    [Fact]
    public void Generated_tasks_are_judged_by_accuracy()
    {
        var result = _runs.Trainer.Run(_runs.Small with { Task = new Copy(4), Data = "" }, _runs.Folder("copy"));
        Assert.Equal("accuracy", result.Metric);
        Assert.All(result.Evaluations, one => Assert.InRange(one.Metric, 0, 1));
        Assert.All(result.Evaluations, one => Assert.NotEqual(one.Loss, one.Metric));
    }

    [Theory]
    [InlineData("float64")]
    [InlineData("bfloat16")]
    public void Other_element_types_train(string dtype)
    {
        var result = _runs.Trainer.Run(_runs.Small with { Dtype = dtype }, _runs.Folder(dtype));
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.True(double.IsFinite(result.FinalMetric!.Value));
    }

    [Fact]
    public void Every_fault_is_reported_and_nothing_is_written()
    {
        var folder = _runs.Folder("refused");
        var config = _runs.Small with
        {
            Dtype = "float33",
            Device = "tpu",
            Train = _runs.Small.Train with { Steps = 0, EvalLengths = "100000" },
        };
        var refused = Assert.Throws<InvalidInputException>(() => _runs.Trainer.Run(config, folder));
        Assert.Contains("dtype: an unknown element type (got float33); allowed: bfloat16, float32, float64", refused.Message);
        Assert.Contains("device: an unknown device (got tpu); allowed: cpu, cuda, cuda:INDEX", refused.Message);
        Assert.Contains("data: the text is too short for a window", refused.Message);
        Assert.Contains("at least 100001 of each for windows of 100000", refused.Message);
        Assert.Contains(refused.Faults, fault => fault.Path == "train.steps");
        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public void Cuda_without_cuda_is_refused()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "this machine has CUDA");
        var refused = Assert.Throws<InvalidInputException>(() =>
            _runs.Trainer.Run(_runs.Small with { Device = "cuda" }, _runs.Folder("refused"))
        );
        Assert.Equal(
            "device: CUDA is not available in this process (got cuda); allowed: cpu. use --device cpu, or a libtorch with CUDA "
                + "(README, \"How to get CUDA\")",
            refused.Message
        );
    }

    [Fact]
    public void A_folder_is_for_one_run_and_one_process()
    {
        var folder = _runs.Folder("run");
        _runs.Trainer.Run(_runs.Small, folder);
        var other = Assert.Throws<InvalidInputException>(() => _runs.Trainer.Run(_runs.Small with { Seed = 9 }, folder));
        Assert.StartsWith($"the folder belongs to another run (got {folder.Path}); allowed: the folder of run ", other.Message);
        using var held = new FileStream(Path.Combine(folder.Path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var busy = Assert.Throws<InvalidInputException>(() => _runs.Trainer.Run(_runs.Small, folder));
        Assert.StartsWith("another process is training this run", busy.Message);
    }

    [Fact]
    public void Data_that_changed_since_the_plan_is_refused()
    {
        var planned = _runs.Small.Resolve(_runs.Tasks);
        File.AppendAllText(_runs.Text, "more");
        var fresh = new Trainer(new(new(Path.GetTempPath())), TimeProvider.System);
        Assert.StartsWith(
            "data: the data differs from the data that the run was planned with",
            Assert.Throws<InvalidInputException>(() => fresh.Run(planned, _runs.Folder("run"))).Message
        );
    }

    public void Dispose() => _runs.Dispose();
}
