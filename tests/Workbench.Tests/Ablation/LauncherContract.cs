using System.Collections.Concurrent;
using System.Diagnostics;
using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>What every launcher keeps to; each inherits it.</summary>
public abstract class LauncherContract : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal string Folder => _folder.Path;

    private ILauncher? _launcher;

    internal ILauncher Launcher =>
        _launcher ??= Config.Build(
            Workers,
            new LauncherServices(new FakeExecutor(), FakeWorker.Command, TimeProvider.System) { Ledger = Folder, Notify = Notices.Enqueue }
        );

    /// <summary>What the launcher told the user.</summary>
    internal ConcurrentQueue<string> Notices { get; } = [];

    internal abstract LauncherConfig Config { get; }

    internal int Workers { get; set; } = 2;

    public async ValueTask DisposeAsync()
    {
        if (_launcher is not null)
            await _launcher.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_job_ends_in_its_result_and_leaves_it_in_its_folder()
    {
        var job = FakeWorker.Job(Folder, seed: 3, threads: 2);
        var result = await Launcher.RunAsync(job, new Recorder(), CancellationToken.None);
        Assert.Equal((RunStatus.Completed, 2.03, 1 << 20), (result.Status, result.FinalMetric, result.PeakMemoryBytes));
        var kept = new RunFolder(job.Folder);
        Assert.Equal(2.03, kept.ReadResult()!.FinalMetric);
        Assert.Equal(2, kept.ReadEnvironment()!.Threads);
        Assert.Equal(job.Config.Id, kept.ReadIdentity()!.Id);
    }

    [Fact]
    public async Task Progress_arrives_in_order_and_nothing_after_the_result()
    {
        var seen = new Recorder();
        await Launcher.RunAsync(FakeWorker.Job(Folder), seen, CancellationToken.None);
        var count = seen.Events.Count;
        Assert.IsType<Started>(seen.Events[0]);
        Assert.Equal([1L, 2, 3], seen.Events.OfType<StepCompleted>().Select(step => step.Step));
        Assert.IsType<Finished>(seen.Events[^1]);
        await Task.Delay(100);
        Assert.Equal(count, seen.Events.Count);
    }

    [Fact]
    public async Task A_loss_that_is_no_number_travels()
    {
        var seen = new Recorder();
        await Launcher.RunAsync(FakeWorker.Job(Folder, "nan"), seen, CancellationToken.None);
        Assert.All(seen.Events.OfType<StepCompleted>(), step => Assert.True(double.IsNaN(step.Loss)));
    }

    [Fact]
    public async Task An_exception_is_a_failed_run()
    {
        var result = await Launcher.RunAsync(FakeWorker.Job(Folder, "throw"), new Recorder(), CancellationToken.None);
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains("the fake trainer was told to throw", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_divergence_is_a_result()
    {
        var result = await Launcher.RunAsync(FakeWorker.Job(Folder, "diverge"), new Recorder(), CancellationToken.None);
        Assert.Equal((RunStatus.Diverged, "the loss became NaN at step 2"), (result.Status, result.Error));
    }

    [Fact]
    public async Task Cancelling_interrupts_and_the_next_launch_goes_on_from_the_checkpoint()
    {
        using var stop = new CancellationTokenSource();
        var job = FakeWorker.Job(Folder, "wait");
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is StepCompleted { Step: FakeExecutor.Steps })
                    stop.CancelAfter(200);
            },
        };
        var watch = Stopwatch.StartNew();
        var result = await Launcher.RunAsync(job, seen, stop.Token);
        Assert.Equal(RunStatus.Interrupted, result.Status);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        var again = new Recorder();
        Assert.Equal(RunStatus.Completed, (await Launcher.RunAsync(job, again, CancellationToken.None)).Status);
        Assert.Equal(1, again.Events.OfType<Started>().Single().FirstStep);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_before_it_starts_is_interrupted()
    {
        var result = await Launcher.RunAsync(FakeWorker.Job(Folder, "wait"), new Recorder(), new CancellationToken(canceled: true));
        Assert.Equal(RunStatus.Interrupted, result.Status);
    }

    [Fact]
    public async Task A_folder_that_another_process_writes_into_is_not_written_into()
    {
        var job = FakeWorker.Job(Folder);
        using var claim = FileLock.TryTake(job.WriterLock, TimeProvider.System);
        var result = await Launcher.RunAsync(job, new Recorder(), CancellationToken.None);
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.StartsWith(
            $"another process is writing into the run's folder (process {Environment.ProcessId} since ",
            result.Error,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(job.Folder));
    }

    internal sealed class Recorder : IProgress<TrainingEvent>
    {
        public List<TrainingEvent> Events { get; } = [];

        public Action<TrainingEvent>? After { get; init; }

        public void Report(TrainingEvent value)
        {
            lock (Events)
                Events.Add(value);
            After?.Invoke(value);
        }
    }
}

public sealed class InProcessTests : LauncherContract
{
    internal override LauncherConfig Config => new InProcess();

    [Fact]
    public void One_run_at_a_time_whatever_is_asked_for() => Assert.Equal(1, Launcher.Concurrency);
}
