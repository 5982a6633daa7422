using System.Text;
using System.Text.Json;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>A run as the launcher follows it: reports the events of its task's files, and completes with the task's result.</summary>
/// <param name="job">The run.</param>
/// <param name="progress">Receives its events.</param>
internal sealed class SlurmRun(RunJob job, IProgress<TrainingEvent> progress)
{
    private readonly TaskCompletionSource<RunResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private int _attempt;
    private long _position;

    /// <summary>The run.</summary>
    public RunJob Job => job;

    /// <summary>The task that computes it.</summary>
    public BatchTask? Task { get; private set; }

    /// <summary>The last known state of the task's job.</summary>
    public SlurmJobState? State { get; set; }

    /// <summary>Whether an earlier study submitted it, and the queue has not been seen to have it yet.</summary>
    public bool IsAttached { get; set; }

    /// <summary>Looks at the queue, one after the other, that did not find a job, or found that it has ended.</summary>
    public int Misses { get; set; }

    /// <summary>How often the run was submitted again.</summary>
    public int Resubmissions { get; set; }

    /// <summary>Whether the study no longer wants the run.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether the job has been cancelled.</summary>
    public bool IsCancelSent { get; set; }

    /// <summary>Whether the newest attempt has ended without a result.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>Completes with the result, or fails with an exception of the receiver of progress.</summary>
    public Task<RunResult> Result => _result.Task;

    /// <summary>Follows a task from its beginning; null: none.</summary>
    public void Follow(BatchTask? task, bool attached = false)
    {
        (Task, IsAttached, State, Misses, HasStopped) = (task, attached, null, 0, false);
        (_attempt, _position) = (0, 0);
    }

    /// <summary>Ends with a result that no worker wrote.</summary>
    public void End(RunResult result)
    {
        lock (_gate)
            _result.TrySetResult(result);
    }

    /// <summary>Reports what the files have that was not reported yet.</summary>
    public void Read()
    {
        if (Task is not { } task)
            return;
        lock (_gate)
        {
            if (_result.Task.IsCompleted)
                return;
            try
            {
                // Written last: with a result, all events are there.
                var result = task.ReadResult();
                ReadEvents(task.EventsFile(_attempt));
                for (var newest = task.ReadAttempt(); _attempt < newest; )
                {
                    (_attempt, _position, HasStopped) = (_attempt + 1, 0, false);
                    progress.Report(new Notice("Slurm has started the run again; it goes on from its checkpoint"));
                    ReadEvents(task.EventsFile(_attempt));
                }
                if (result is null)
                    return;
                progress.Report(new Finished(result));
                _result.TrySetResult(result);
            }
            catch (IOException)
            {
                // A file system between machines may fail for a moment; the next look tries again.
            }
            catch (Exception error)
            {
                IsCancelled = true;
                _result.TrySetException(error);
            }
        }
    }

    private void ReadEvents(string path)
    {
        if (!File.Exists(path))
            return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length <= _position)
            return;
        file.Position = _position;
        var bytes = new byte[file.Length - _position];
        file.ReadExactly(bytes);
        // The last line may be half written.
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        _position += whole;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (JsonSerializer.Deserialize<TrainingEvent>(line, WorkerJson.Options) is not { } value)
                continue;
            if (value is Finished)
                HasStopped = true;
            else
                progress.Report(value);
        }
    }
}

/// <summary>A job of the queue.</summary>
/// <param name="Id">The number of its array.</param>
/// <param name="Word">Slurm's word: PENDING, RUNNING, NODE_FAIL.</param>
/// <param name="Reason">Why it waits.</param>
/// <param name="Node">The node that runs it or ran it.</param>
internal sealed record SlurmJobState(string Id, string Word, string Reason, string Node)
{
    /// <summary>Whether it will not run again.</summary>
    public bool HasEnded =>
        Word
            is "COMPLETED"
                or "FAILED"
                or "CANCELLED"
                or "TIMEOUT"
                or "NODE_FAIL"
                or "OUT_OF_MEMORY"
                or "PREEMPTED"
                or "BOOT_FAIL"
                or "DEADLINE"
                or "REVOKED";

    /// <summary>Whether the cluster ended it, and it may be submitted again.</summary>
    public bool IsLoss => Word is "NODE_FAIL" or "PREEMPTED" or "BOOT_FAIL" or "REVOKED";

    /// <summary>Whether it waits for something that a person has to do.</summary>
    public bool IsStuck =>
        Word == "PENDING"
        && Reason is not ("None" or "Priority" or "Resources" or "JobArrayTaskLimit" or "BeginTime" or "Dependency" or "Cleaning" or "");
}
