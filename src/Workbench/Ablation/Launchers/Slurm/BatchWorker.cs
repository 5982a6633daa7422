using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// The worker of one batch job: takes a run from a file, and writes events and the result to files beside it. It stops, with a checkpoint,
/// at SIGTERM, and when the run has another owner or a later attempt has begun.
/// </summary>
public static class BatchWorker
{
    private static readonly TimeSpan OwnerCheck = TimeSpan.FromSeconds(1);

    /// <summary>An attempt that is no longer current needs some time for its checkpoint.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs the job of a file.</summary>
    /// <param name="jobFile">The file.</param>
    /// <param name="attempt">How often the job was requeued: later attempts displace earlier ones.</param>
    /// <param name="executor">Executes the run.</param>
    /// <param name="environment">The environment of a run on this machine, by number of threads.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Interrupts the run.</param>
    /// <returns>The process' exit code; interrupted means that the job can be requeued.</returns>
    /// <exception cref="InvalidInputException">The file is not a job.</exception>
    public static async Task<ExitCode> RunAsync(
        string jobFile,
        int attempt,
        IRunExecutor executor,
        Func<int, RunEnvironment> environment,
        TimeProvider clock,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(jobFile);
        var (task, wire) = Open(jobFile);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Slurm and the batch script may both send it, also while the checkpoint is being written.
        using var terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                ThreadPool.QueueUserWorkItem(_ => stop.Cancel());
            }
        );
        if (!task.IsCurrent(wire.OwnerFile, attempt))
            return ExitCode.Done;
        task.Begin(attempt);
        var events = new EventFile(task.EventsFile(attempt));
        var work = DedicatedThread.Run(() => Execute(wire, executor, environment, events, stop.Token));
        while (await Task.WhenAny(work, Task.Delay(OwnerCheck, clock, CancellationToken.None)).ConfigureAwait(false) != work)
        {
            if (IsDisplaced(task, wire, attempt))
                await stop.CancelAsync().ConfigureAwait(false);
        }
        var result = await work.ConfigureAwait(false);
        events.Write(new Finished(result));
        if (!task.IsCurrent(wire.OwnerFile, attempt))
            return ExitCode.Done;
        // A run that paused where its job says so has done its job.
        if (result.Status == RunStatus.Interrupted && stop.IsCancellationRequested)
            return ExitCode.Interrupted;
        task.WriteResult(result);
        task.Disown(wire.OwnerFile);
        return result.Status == RunStatus.Failed ? ExitCode.RunFailed : ExitCode.Done;
    }

    private static bool IsDisplaced(BatchTask task, BatchTask.Wire wire, int attempt)
    {
        try
        {
            return !task.IsCurrent(wire.OwnerFile, attempt);
        }
        catch (IOException)
        {
            // A file system between machines may fail for a moment.
            return false;
        }
    }

    private static (BatchTask, BatchTask.Wire) Open(string jobFile)
    {
        try
        {
            var task = BatchTask.At(jobFile);
            return (task, task.Read());
        }
        catch (Exception error) when (error is JsonException or IOException or FormatException)
        {
            throw new InvalidInputException([new($"this is not a batch job: {error.Message}", jobFile)], error);
        }
    }

    private static RunResult Execute(
        BatchTask.Wire wire,
        IRunExecutor executor,
        Func<int, RunEnvironment> environment,
        EventFile events,
        CancellationToken cancellation
    )
    {
        try
        {
            var job = RunJob.FromJson(wire.Job);
            if (wire.Environment is { } expected && environment(job.Threads) is var here && here.Hash != expected.Hash)
                return RunGuard.Failed(Difference(expected, here));
            return RunGuard.Execute(executor, job, events, cancellation, Patience);
        }
        catch (Exception error) when (error is JsonException or WorkbenchException)
        {
            return RunGuard.Failed($"the worker could not read its job: {error.Message}");
        }
    }

    private static string Difference(RunEnvironment expected, RunEnvironment here)
    {
        var (theirs, ours) = (Parts(expected), Parts(here));
        var differences = theirs.Keys.Where(name => theirs[name] != ours[name]).Select(name => $"{name} {ours[name]}, not {theirs[name]}");
        return $"the node {System.Environment.MachineName} is not like the machine of the study ({string.Join("; ", differences)}), "
            + "and runs are compared within one environment only. Submit from a machine that is like the nodes, and choose such nodes with "
            + "constraint=FEATURE.";
    }

    private static Dictionary<string, string> Parts(RunEnvironment environment) =>
        new()
        {
            ["commit"] = environment.Commit,
            ["workbench"] = environment.Workbench,
            ["runtime"] = environment.Runtime,
            ["torch"] = environment.Torch,
            ["system"] = environment.OperatingSystem,
            ["processor"] = environment.Processor,
            ["threads"] = $"{environment.Threads}",
            ["kernels"] = environment.Kernels.Count > 0 ? string.Join('+', environment.Kernels) : "none",
        };

    /// <summary>Events, one JSON document per line. Each is written by an open and a close, which is when file systems between machines
    /// show it to others.</summary>
    private sealed class EventFile(string path) : IProgress<TrainingEvent>
    {
        private readonly Lock _gate = new();

        // Written once, after the run: it marks the attempt's end.
        public void Report(TrainingEvent value)
        {
            if (value is not Finished)
                Write(value);
        }

        public void Write(TrainingEvent value)
        {
            var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, WorkerJson.Options) + "\n");
            try
            {
                lock (_gate)
                {
                    using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                    file.Write(line);
                }
            }
            catch (IOException)
            {
                // Events are for those who watch; the run's folder has them too.
            }
        }
    }
}
