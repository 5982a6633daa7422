using System.Diagnostics;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

public sealed class ProcessesTests : LauncherContract
{
    internal override LauncherConfig Config => new Processes();

    [Fact]
    public void As_many_runs_at_a_time_as_workers() => Assert.Equal(2, Launcher.Concurrency);

    [Fact]
    public async Task A_killed_worker_is_a_failed_run_with_its_last_words()
    {
        var result = await Launcher.RunAsync(FakeWorker.Job(Folder, "crash"), new Recorder(), CancellationToken.None);
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Equal(
            "the worker process was killed (signal 9); the system does that when memory runs out; the end of its log:\nlast words",
            result.Error
        );
    }

    [Fact]
    public async Task What_a_library_prints_among_the_events_does_no_harm()
    {
        var result = await Launcher.RunAsync(FakeWorker.Job(Folder, "noise"), new Recorder(), CancellationToken.None);
        Assert.Equal(RunStatus.Completed, result.Status);
    }

    [Fact]
    public async Task A_worker_that_does_not_listen_is_killed_when_the_study_stops()
    {
        using var stop = new CancellationTokenSource();
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is StepCompleted { Step: FakeExecutor.Steps })
                    stop.CancelAfter(100);
            },
        };
        var watch = Stopwatch.StartNew();
        var result = await Launcher.RunAsync(FakeWorker.Job(Folder, "deaf"), seen, stop.Token);
        Assert.Equal(RunStatus.Interrupted, result.Status);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 40);
    }

    [Fact]
    public async Task A_worker_computes_one_run_after_the_other_until_the_launcher_is_disposed()
    {
        var first = await WorkerOf("", RunStatus.Completed);
        Assert.Equal(first, await WorkerOf("diverge", RunStatus.Diverged));
        Assert.Equal(first, await WorkerOf("", RunStatus.Completed));
        using var worker = Process.GetProcessById(first);
        await Launcher.DisposeAsync();
        await worker.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(worker.HasExited);
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("crash")]
    public async Task After_a_failure_the_next_run_has_a_worker_of_its_own(string behaviour)
    {
        var first = await WorkerOf("", RunStatus.Completed);
        Assert.Equal(first, await WorkerOf(behaviour, RunStatus.Failed));
        Assert.NotEqual(first, await WorkerOf("", RunStatus.Completed));
    }

    [Fact]
    public async Task Another_number_of_threads_needs_another_worker()
    {
        var first = await WorkerOf("", RunStatus.Completed);
        Assert.NotEqual(first, await WorkerOf("", RunStatus.Completed, threads: 2));
    }

    [Fact]
    public async Task A_worker_that_died_while_it_was_idle_is_replaced()
    {
        var first = await WorkerOf("", RunStatus.Completed);
        using (var worker = Process.GetProcessById(first))
        {
            worker.Kill();
            await worker.WaitForExitAsync();
        }
        Assert.NotEqual(first, await WorkerOf("", RunStatus.Completed));
    }

    /// <summary>The process that computed a run: the lock of the run's folder names it.</summary>
    private async Task<int> WorkerOf(string behaviour, RunStatus status, int threads = 1)
    {
        var job = FakeWorker.Job(Folder, behaviour, threads: threads);
        var result = await Launcher.RunAsync(job, new Recorder(), CancellationToken.None);
        Assert.Equal(status, result.Status);
        return int.Parse((await File.ReadAllTextAsync(job.WriterLock)).Split(' ')[1]);
    }

    [Fact]
    public async Task A_worker_that_cannot_be_started_is_a_failed_run()
    {
        await using var launcher = Config.Build(
            1,
            new LauncherServices(new FakeExecutor(), new WorkerCommand("/no/such/program", []), TimeProvider.System)
        );
        var result = await launcher.RunAsync(FakeWorker.Job(Folder), new Recorder(), CancellationToken.None);
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.StartsWith("the worker /no/such/program could not be started: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_ends_without_a_result_is_a_failed_run()
    {
        await using var launcher = Config.Build(
            1,
            new LauncherServices(
                new FakeExecutor(),
                new WorkerCommand("/bin/sh", ["-c", "read job; echo half a word >&2; exit 3"]),
                TimeProvider.System
            )
        );
        var result = await launcher.RunAsync(FakeWorker.Job(Folder), new Recorder(), CancellationToken.None);
        Assert.Equal("the worker process ended with exit code 3; the end of its log:\nhalf a word", result.Error);
    }

    [Fact]
    public void Without_a_program_to_start_it_refuses()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            Config.Build(1, new LauncherServices(new FakeExecutor(), null, TimeProvider.System))
        );
        Assert.Equal(
            "worker processes need a program to start (got processes); allowed: in-process here. Choose the launcher in-process.",
            error.Message
        );
    }

    [Theory]
    [InlineData("deaf")]
    [InlineData("wait")]
    public async Task A_worker_ends_when_its_input_ends(string behaviour)
    {
        using var worker = Start(FakeWorker.Command.FileName, FakeWorker.Command.Arguments);
        await worker.StandardInput.WriteLineAsync(FakeWorker.Job(Folder, behaviour).ToJson());
        await worker.StandardInput.FlushAsync();
        while (
            await worker.StandardOutput.ReadLineAsync() is { } line
            && !line.Contains($"\"step\":{FakeExecutor.Steps}", StringComparison.Ordinal)
        ) { }
        worker.StandardInput.Close();
        await worker.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(behaviour == "deaf" ? 137 : (int)ExitCode.Interrupted, worker.ExitCode);
    }

    [Fact]
    public async Task A_worker_leaves_it_to_its_parent_what_an_interrupt_means()
    {
        using var worker = Start(FakeWorker.Command.FileName, FakeWorker.Command.Arguments);
        await worker.StandardInput.WriteLineAsync(FakeWorker.Job(Folder, "wait").ToJson());
        await worker.StandardInput.FlushAsync();
        while (
            await worker.StandardOutput.ReadLineAsync() is { } line
            && !line.Contains($"\"step\":{FakeExecutor.Steps}", StringComparison.Ordinal)
        ) { }
        // Ctrl-C in a terminal reaches the worker too.
        using (var kill = Process.Start("kill", ["-INT", $"{worker.Id}"]))
            await kill.WaitForExitAsync();
        await Task.Delay(300);
        Assert.False(worker.HasExited);
        worker.StandardInput.Close();
        await worker.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((int)ExitCode.Interrupted, worker.ExitCode);
    }

    [Fact]
    public async Task A_worker_ends_when_its_parent_is_killed_even_if_its_input_stays_open()
    {
        // The shell is the worker's parent; the pipe stays open because sleep holds it.
        var job = Path.Combine(Folder, "job.json");
        await File.WriteAllTextAsync(job, FakeWorker.Job(Folder, "deaf").ToJson() + "\n");
        var worker = string.Join(' ', FakeWorker.Command.Arguments.Prepend(FakeWorker.Command.FileName).Select(word => $"'{word}'"));
        using var shell = Start("/bin/bash", ["-c", $"{{ cat '{job}'; exec sleep 20; }} | {worker} & echo \"worker $!\"; wait"]);
        var pid = int.Parse((await shell.StandardOutput.ReadLineAsync())!.Split(' ')[1]);
        while (
            await shell.StandardOutput.ReadLineAsync() is { } line
            && !line.Contains($"\"step\":{FakeExecutor.Steps}", StringComparison.Ordinal)
        ) { }
        using var orphan = Process.GetProcessById(pid);
        shell.Kill();
        await orphan.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(orphan.HasExited);
    }

    private static Process Start(string file, IEnumerable<string> arguments) =>
        Process.Start(
            new ProcessStartInfo(file, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
}
