using System.Collections.Concurrent;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Operations;
using Workbench.Tests.Ablation;
using Workbench.Tests.Training;
using Workbench.Training;

namespace Workbench.Tests.Operations;

/// <summary>How runs share the cores: what is tried, what is chosen, what is kept, and when nothing is tried.</summary>
public sealed class ThreadTrialTests : IDisposable
{
    private static readonly CoreShare Otherwise = new(1, 9);

    private readonly Runs _runs = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Told _told = new();

    // A machine on which a run's speed is what the test says of its number of threads.
    private sealed class Machine(Func<int, double> speed) : IRunExecutor
    {
        public ConcurrentQueue<RunJob> Jobs { get; } = [];

        public RunResult Execute(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation)
        {
            Jobs.Enqueue(job);
            cancellation.ThrowIfCancellationRequested();
            var found = speed(job.Threads);
            for (var step = 1; step <= job.Config.Train.Steps; step++)
                progress.Report(new StepCompleted(step, 1, 1e-3, 1, step == 1 ? 1 : found));
            return new() { Status = found > 0 ? RunStatus.Completed : RunStatus.Failed, Metric = "loss" };
        }
    }

    private ThreadTrial Trial(Machine machine, int cores = 2) => new(
        new StudyServices { Resolver = new TaskResolver(_runs.Tasks), Executor = machine, Environment = threads => FakeEnvironment.Of(threads), Cores = cores }, _folder.Path, _told);

    private RunConfig Long => (_runs.Small with { Train = _runs.Small.Train with { Steps = 5000 } }).Resolve(_runs.Tasks);

    [Fact]
    public void Shares_are_powers_of_two_and_all_cores()
    {
        Assert.Equal([new(1, 6), new(2, 3), new(4, 1), new(6, 1)], ThreadTrial.Shares(6, 100, null));
        Assert.Equal([new(1, 2), new(2, 1)], ThreadTrial.Shares(2, 100, null));
        Assert.Equal([new(1, 1), new(2, 1), new(4, 1)], ThreadTrial.Shares(4, 1, null));
        Assert.Equal([new(1, 2), new(2, 2)], ThreadTrial.Shares(4, 100, 2));
        Assert.Equal([new(1, 8)], ThreadTrial.Shares(4, 100, 8));
        Assert.Equal([new CoreShare(1, 1)], ThreadTrial.Shares(1, 100, null));
    }

    [Theory]
    [InlineData(1.9, 1, 2)]
    [InlineData(2.1, 2, 1)]
    public void The_faster_share_is_chosen_said_and_kept(double gain, int threads, int workers)
    {
        var machine = new Machine(count => count == 1 ? 1000 : 1000 * gain);
        Assert.Equal(new(threads, workers), Trial(machine).Choose(Long, 10, null, [], Otherwise, CancellationToken.None));
        Assert.Equal([1, 1, 2], machine.Jobs.Select(job => job.Threads).Order());
        Assert.All(machine.Jobs, job => Assert.Equal((ThreadTrial.Steps, false), (job.Config.Train.Steps, Directory.Exists(Path.GetDirectoryName(job.Folder)))));
        Assert.Equal(
            ["trying 2 runs at a time on 1 thread each, 1 run at a time on 2 threads: 6 steps each", $"chosen: {(threads == 1 ? "2 runs at a time on 1 thread each" : "1 run at a time on 2 threads")} (2,000, {1000 * gain:#,0} tokens/s in all)"],
            _told.Of<StepStarted>().Select(step => step.What));

        // Another seed of the same model asks nothing again; another model does.
        var again = new Machine(_ => 1);
        Assert.Equal(new(threads, workers), Trial(again).Choose(Long with { Seed = 5 }, 10, null, [], Otherwise, CancellationToken.None));
        Assert.Empty(again.Jobs);
        Trial(again).Choose(Long with { Model = Long.Model with { Layers = 2 } }, 10, null, [], Otherwise, CancellationToken.None);
        Assert.NotEmpty(again.Jobs);
    }

    [Fact]
    public void Nothing_is_tried_where_it_does_not_pay_or_bits_depend_on_it()
    {
        var machine = new Machine(_ => 1000);
        var trial = Trial(machine);
        Assert.Equal(Otherwise, trial.Choose(Long with { Train = Long.Train with { Steps = 599 } }, 1, 1, [], Otherwise, CancellationToken.None));
        Assert.Equal(Otherwise, trial.Choose(Long with { Dtype = "float64" }, 10, null, [], Otherwise, CancellationToken.None));
        Assert.Equal(Otherwise, Trial(machine, cores: 1).Choose(Long, 10, null, [], Otherwise, CancellationToken.None));
        Assert.Equal(Otherwise, trial.Choose(Long with { Model = Long.Model with { Width = 4096, Layers = 1 } }, 10, null, [], Otherwise, CancellationToken.None));
        Assert.Empty(machine.Jobs);
        Assert.NotEqual(Otherwise, trial.Choose(Long with { Train = Long.Train with { Steps = 600 } }, 1, 1, [], Otherwise, CancellationToken.None));
    }

    [Fact]
    public void What_cannot_be_tried_is_not_chosen_and_a_damaged_file_is_made_anew()
    {
        File.WriteAllText(Path.Combine(_folder.Path, ThreadTrial.FileName), "{ damaged");
        Assert.Equal(new(1, 2), Trial(new Machine(count => count == 1 ? 10 : 0)).Choose(Long, 10, null, [], Otherwise, CancellationToken.None));
        Assert.Equal(Otherwise, Trial(new Machine(_ => 0)).Choose(Long with { Model = Long.Model with { Layers = 2 } }, 10, null, [], Otherwise, CancellationToken.None));
        Assert.Equal(new(1, 2), Trial(new Machine(_ => 0)).Choose(Long, 10, null, [], Otherwise, CancellationToken.None));
    }

    [Fact]
    public void A_trial_is_stopped_and_keeps_nothing()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Trial(new Machine(_ => 1)).Choose(Long, 10, null, [], Otherwise, stop.Token));
        Assert.False(File.Exists(Path.Combine(_folder.Path, ThreadTrial.FileName)));
    }

    public void Dispose()
    {
        _runs.Dispose();
        _folder.Dispose();
    }
}
