using System.Globalization;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>
/// Submits runs and follows them. The shared folder is the truth: a run is done when its result is there. The queue says only whether
/// waiting makes sense; its job numbers are hints, because a controller that restarts can lose a job and give its number to another: jobs
/// are found by the submission's name.
/// </summary>
internal sealed class SlurmLauncher : ILauncher
{
    private const int MostResubmissions = 3;

    /// <summary>So many looks in a row must agree that a job is gone: file systems between machines show results late.</summary>
    private const int CertainMisses = 3;

    /// <summary>Runs that are launched within this time are one job array.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>Time for jobs to write their checkpoints; part of the 2 s limit for cancellation.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.7);
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

    private readonly Slurm _config;
    private readonly int _largestArray;
    private readonly SlurmClient _client;
    private readonly WorkerCommand _worker;
    private readonly string _submissions;
    private readonly LauncherServices _services;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly List<SlurmRun> _queued = [];
    private readonly List<SlurmRun> _live = [];
    private readonly HashSet<string> _told = [];
    private readonly HashSet<string> _folders = [];
    private readonly CancellationTokenSource _closing = new();
    private long _queuedAt;
    private long _lookedAt;
    private long _readAt;
    private Task? _loop;

    public SlurmLauncher(
        Slurm config,
        int concurrency,
        int largestArray,
        SlurmClient client,
        WorkerCommand worker,
        string ledger,
        LauncherServices services
    )
    {
        (_config, Concurrency, _largestArray, _client, _worker) = (config, concurrency, largestArray, client, worker);
        (_submissions, _services, _clock) = (Path.Combine(Path.GetFullPath(ledger), "slurm"), services, services.Clock);
    }

    public int Concurrency { get; }

    public async Task<RunResult> RunAsync(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return RunGuard.Interrupted;
        var run = new SlurmRun(job, progress);
        lock (_gate)
        {
            _queued.Add(run);
            _queuedAt = _clock.GetTimestamp();
            _loop ??= Task.Run(FollowAsync, CancellationToken.None);
        }
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellation.Register(() => cancelled.TrySetResult()))
            await Task.WhenAny(run.Result, cancelled.Task).ConfigureAwait(false);
        if (!run.Result.IsCompleted)
        {
            run.IsCancelled = true;
            await Task.WhenAny(run.Result, Task.Delay(Grace, _clock, CancellationToken.None)).ConfigureAwait(false);
            run.End(RunGuard.Interrupted);
        }
        return await run.Result.ConfigureAwait(false);
    }

    private async Task FollowAsync()
    {
        while (true)
        {
            try
            {
                await SubmitAsync().ConfigureAwait(false);
                ReadFiles();
                if (_clock.GetElapsedTime(_lookedAt) >= TimeSpan.FromSeconds(_config.Poll) && _live.Exists(run => !run.IsCancelled))
                    await LookAsync().ConfigureAwait(false);
                await CancelAsync().ConfigureAwait(false);
                foreach (var run in _live.Where(run => run.IsCancelSent && run.HasStopped))
                    run.End(RunGuard.Interrupted);
                _live.RemoveAll(run => run.Result.IsCompleted && (!run.IsCancelled || run.IsCancelSent));
            }
            // What stops the launcher (a full disk, a missing command) is the result of all its runs.
            catch (Exception error)
            {
                List<SlurmRun> all;
                lock (_gate)
                {
                    all = [.. _queued, .. _live];
                    _queued.Clear();
                }
                _live.Clear();
                foreach (var run in all)
                    run.End(
                        run.IsCancelled
                            ? RunGuard.Interrupted
                            : RunGuard.Failed($"the jobs could not be submitted or followed: {error.Message}")
                    );
            }
            lock (_gate)
            {
                if (_closing.IsCancellationRequested && _queued.Count + _live.Count == 0)
                    return;
            }
            try
            {
                await Task.Delay(Tick, _clock, _closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await Task.Delay(Tick / 5, _clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void ReadFiles()
    {
        var all = _clock.GetElapsedTime(_readAt) >= TimeSpan.FromSeconds(_config.Poll / 5);
        if (all)
            _readAt = _clock.GetTimestamp();
        foreach (var run in _live.Where(run => run.IsCancelled || (all && run.State is { Word: not "PENDING" })))
            run.Read();
    }

    /// <summary>Attaches to the jobs that runs have already, and submits the others.</summary>
    private async Task SubmitAsync()
    {
        List<SlurmRun> batch;
        lock (_gate)
        {
            if (_queued.Count == 0 || (_clock.GetElapsedTime(_queuedAt) < Window && _queued.Count < Concurrency))
                return;
            batch = [.. _queued];
            _queued.Clear();
        }
        foreach (var run in batch.Where(run => run.IsCancelled))
            run.End(RunGuard.Interrupted);
        batch.RemoveAll(run => run.IsCancelled);
        var attached = 0;
        foreach (var run in batch)
        {
            if (BatchTask.OwnerOf(run.Job, _submissions) is not { } task || !task.IsFor(run.Job))
                continue;
            run.Follow(task, attached: true);
            _folders.Add(task.Folder);
            attached++;
        }
        _live.AddRange(batch.Where(run => run.IsAttached));
        if (attached > 0)
            // Only the queue knows whether they are still there.
            _lookedAt = 0;
        var fresh = batch.Where(run => !run.IsAttached);
        foreach (var array in fresh.GroupBy(run => run.Job.Threads).SelectMany(same => same.Chunk(_largestArray)))
            await SubmitAsync(array).ConfigureAwait(false);
    }

    private async Task SubmitAsync(SlurmRun[] array)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"workbench-{_clock.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..8]}"
        );
        var folder = Path.Combine(_submissions, name);
        Directory.CreateDirectory(folder);
        _folders.Add(folder);
        var threads = array[0].Job.Threads;
        var script = Path.Combine(folder, "job.sh");
        AtomicFile.Write(script, BatchScript.Of(folder, _worker, threads));
        // The owner is written before the job exists: whatever is interrupted here, no run has two.
        for (var index = 0; index < array.Length; index++)
        {
            var task = new BatchTask(folder, index);
            task.Write(array[index].Job, _services.Environment?.Invoke());
            array[index].Follow(task, attached: false);
        }
        _live.AddRange(array);
        var answer = await _client
            .RunAsync(
                "sbatch",
                [
                    "--parsable",
                    $"--job-name={name}",
                    $"--array=0-{array.Length - 1}{(_config.Concurrency is { } most ? $"%{most}" : "")}",
                    $"--output={folder.Replace("%", "%%", StringComparison.Ordinal)}/task-%a.log",
                    "--open-mode=append",
                    $"--chdir={folder}",
                    $"--signal=B:USR1@{BatchScript.WarningSeconds}",
                    "--requeue",
                    "--export=ALL",
                    .. _config.Resources(threads),
                    script,
                ]
            )
            .ConfigureAwait(false);
        // Without an answer the job may be there or not: the queue tells, and a job that is lost is submitted again.
        if (answer.IsSilent)
            Notify($"Slurm's controller gave no answer to a submission ({answer.Reason}); waiting for it");
        else if (answer.Code != 0)
            foreach (var run in array)
            {
                run.Task!.Disown(run.Job.OwnerFile);
                run.End(RunGuard.Failed($"Slurm refused the job: {answer.Reason}"));
            }
        else
            Notify($"{Runs(array.Length)} submitted to Slurm as job {answer.Out.Trim().Split(';')[0]} ({name})");
        _lookedAt = 0;
    }

    /// <summary>Looks at the queue, and ends or submits again what is not there any more.</summary>
    private async Task LookAsync()
    {
        var names = _live.Select(run => run.Task!.Submission).Distinct().ToList();
        var answer = await _client
            .RunAsync(
                "squeue",
                ["--noheader", "--array", "--states=all", $"--name={string.Join(',', names)}", "--format=%j|%K|%F|%T|%r|%N"]
            )
            .ConfigureAwait(false);
        _lookedAt = _clock.GetTimestamp();
        if (answer.Code != 0)
        {
            NotifyOnce($"Slurm's controller does not answer ({answer.Reason}); waiting for it");
            return;
        }
        _told.RemoveWhere(text => text.StartsWith("Slurm's controller", StringComparison.Ordinal));
        var jobs = answer
            .Lines.Select(line => line.Split('|'))
            .Where(words => words.Length == 6)
            .ToLookup(words => (words[0], words[1]), words => new SlurmJobState(words[2], words[3], words[4], words[5]));
        foreach (var run in _live.Where(run => !run.IsCancelled && !run.Result.IsCompleted))
        {
            var task = run.Task!;
            var here = jobs[(task.Submission, task.Index.ToString(CultureInfo.InvariantCulture))]
                .OrderBy(job => job.HasEnded)
                .FirstOrDefault();
            if (here is not null)
                run.State = here;
            if (here is { IsStuck: true })
                NotifyOnce($"job {here.Id} waits in Slurm's queue: {here.Reason}");
            if (here is { HasEnded: false })
            {
                if (run.IsAttached)
                    NotifyOnce($"attached to job {here.Id} of Slurm ({task.Submission}), which was submitted before");
                (run.Misses, run.IsAttached) = (0, false);
                continue;
            }
            run.Read();
            if (!run.Result.IsCompleted)
                Gone(run, here);
        }
        _live.RemoveAll(run => run.Task is null);
    }

    /// <summary>A job has ended, or is unknown, and there is no result.</summary>
    private void Gone(SlurmRun run, SlurmJobState? job)
    {
        // Creating a file makes a client of a network file system read the folder again.
        AtomicFile.CanCreateIn(run.Task!.Folder);
        if (run.IsAttached)
        {
            Resubmit(run, null);
            return;
        }
        if (++run.Misses < CertainMisses)
            return;
        if (job is null)
        {
            // A node may compute on although the controller has forgotten its job.
            if (FileLock.HolderOf(run.Job.WriterLock) is null)
                Resubmit(run, "Slurm has lost a job");
        }
        else if (job.IsLoss || (run.Task.ReadExit() == (int)ExitCode.Interrupted && job.Word != "CANCELLED"))
            Resubmit(run, $"the job ended as {job.Word}");
        else
        {
            run.Task!.Disown(run.Job.OwnerFile);
            run.End(RunGuard.Failed(Ending(run.Task, job)));
        }
    }

    /// <summary>Puts a run that has no job any more back to those that wait for the next submission.</summary>
    private void Resubmit(SlurmRun run, string? reason)
    {
        var task = run.Task!;
        task.Disown(run.Job.OwnerFile);
        if (reason is not null && ++run.Resubmissions > MostResubmissions)
        {
            run.End(RunGuard.Failed($"{reason}, {run.Resubmissions} times; the last submission is {task.Folder}"));
            return;
        }
        if (reason is not null)
            NotifyOnce($"{reason} ({task.Submission}); what it had not finished is submitted again");
        run.Follow(null);
        lock (_gate)
        {
            _queued.Add(run);
            _queuedAt = _clock.GetTimestamp();
        }
    }

    private static string Ending(BatchTask task, SlurmJobState job)
    {
        var log = new LogTail();
        var hasLog = File.Exists(task.LogFile);
        if (hasLog)
            foreach (var line in File.ReadLines(task.LogFile))
                log.Add(line);
        var what = job.Word switch
        {
            "CANCELLED" => "was cancelled in Slurm",
            "TIMEOUT" or "DEADLINE" => "ran out of time before it could be requeued; give it more with time=MINUTES",
            "OUT_OF_MEMORY" => "ran out of memory; give it more with memory=",
            _ when task.ReadExit() is { } code => ProcessEnding.Of(code, "without a result"),
            _ when hasLog => "was killed",
            _ => $"ended and left no file in {task.Folder}: is this folder shared with the node?",
        };
        return $"job {job.Id}_{task.Index} on {(job.Node.Length > 0 ? job.Node : "no node")} {what}{log}";
    }

    /// <summary>Cancels the jobs of runs that are no longer wanted, or leaves them.</summary>
    private async Task CancelAsync()
    {
        var cancelled = _live.Where(run => run is { IsCancelled: true, IsCancelSent: false }).ToList();
        if (cancelled.Count == 0)
            return;
        foreach (var run in cancelled)
            run.IsCancelSent = true;
        if (_config.Leave)
        {
            foreach (var run in cancelled)
                run.End(RunGuard.Interrupted);
            var (go, those) = cancelled.Count == 1 ? ("goes", "it") : ("go", "them");
            Notify($"{Runs(cancelled.Count)} {go} on in Slurm; the same command attaches to {those}");
            return;
        }
        // Workers see this too, should the controller not answer.
        foreach (var run in cancelled)
            run.Task!.Disown(run.Job.OwnerFile);
        foreach (var submission in cancelled.GroupBy(run => run.Task!.Submission))
        {
            var all = _live.All(run => run.Task!.Submission != submission.Key || run.IsCancelled);
            string[] ids = all
                ? []
                : [.. submission.Where(run => run.State is not null).Select(run => $"{run.State!.Id}_{run.Task!.Index}")];
            if (all || ids.Length > 0)
                await _client.RunAsync("scancel", [$"--name={submission.Key}", .. ids]).ConfigureAwait(false);
        }
        foreach (var run in cancelled.Where(run => run.State is null or { Word: "PENDING" }))
            run.End(RunGuard.Interrupted);
    }

    private static string Runs(int count) => count == 1 ? "1 run" : $"{count} runs";

    private void Notify(string text) => _services.Notify?.Invoke(text);

    private void NotifyOnce(string text)
    {
        if (_told.Add(text))
            Notify(text);
    }

    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_gate)
            loop = _loop;
        await _closing.CancelAsync().ConfigureAwait(false);
        if (loop is not null)
            await Task.WhenAny(loop, Task.Delay(ClosingTime, _clock, CancellationToken.None)).ConfigureAwait(false);
        // Those that an earlier study left have ended without one. Another study may follow those of now.
        if (Directory.Exists(_submissions))
            foreach (var folder in Directory.GetDirectories(_submissions))
                if (_folders.Contains(folder) || _clock.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) > ForgottenAfter)
                    DeleteFinished(folder);
    }

    /// <summary>Deletes a submission whose runs have all ended well; the files of others say what happened.</summary>
    private static void DeleteFinished(string folder)
    {
        try
        {
            if (BatchTask.In(folder).All(task => task.ReadResult() is { Status: not RunStatus.Failed }))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // A batch script may write its last line just now.
        }
    }
}
