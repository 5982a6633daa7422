using System.Globalization;
using System.Text.Json;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>
/// A run as a task of a job array: the files by which a study and a worker on another machine speak. A task may be begun more than once
/// (pre-empted, requeued, its node lost); each attempt writes events of its own, and only the newest may go on.
/// <code>
/// task-N.json        the job
/// task-N.attempt     the newest attempt
/// task-N.K.events    the events of attempt K, one JSON document per line
/// task-N.result      the result; written last and atomically
/// task-N.exit        attempt and exit code of the worker, by the batch script
/// task-N.log         output of script and worker
/// </code>
/// </summary>
/// <param name="folder">The submission's folder; its name is the submission's.</param>
/// <param name="index">The task's index in the array.</param>
internal sealed class BatchTask(string folder, int index)
{
    /// <summary>The submission's folder.</summary>
    public string Folder => folder;

    /// <summary>The name of the submission, which is the name of its job: job numbers may be given twice.</summary>
    public string Submission => Path.GetFileName(folder);

    /// <summary>The index in the array.</summary>
    public int Index => index;

    /// <summary>The text of a run's <see cref="RunJob.OwnerFile"/> that names this task.</summary>
    public string Owner => $"{Submission} {index}\n";

    private string JobFile => Named("json");

    private string AttemptFile => Named("attempt");

    /// <summary>The result's file.</summary>
    public string ResultFile => Named("result");

    /// <summary>The file of the last exit code.</summary>
    public string ExitFile => Named("exit");

    /// <summary>The output of script and worker.</summary>
    public string LogFile => Named("log");

    /// <summary>The events of an attempt.</summary>
    public string EventsFile(int attempt) => Named($"{attempt}.events");

    /// <summary>The tasks of a submission.</summary>
    public static IEnumerable<BatchTask> In(string folder) => Directory.EnumerateFiles(folder, "task-*.json").Select(At);

    private string Named(string end) => Path.Combine(folder, $"task-{index}.{end}");

    /// <summary>The task of a job file.</summary>
    public static BatchTask At(string jobFile)
    {
        var name = Path.GetFileNameWithoutExtension(jobFile);
        return new(
            Path.GetDirectoryName(Path.GetFullPath(jobFile))!,
            int.Parse(name[(name.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture)
        );
    }

    /// <summary>The task that owns a run; null when none does.</summary>
    public static BatchTask? OwnerOf(RunJob job, string submissions) =>
        ReadText(job.OwnerFile)?.Split(' ') is [var submission, var number]
        && int.TryParse(number, CultureInfo.InvariantCulture, out var index)
        && new BatchTask(Path.Combine(submissions, submission), index) is var task
        && File.Exists(task.JobFile)
            ? task
            : null;

    /// <summary>Writes the job, and makes this task the run's owner.</summary>
    /// <param name="job">The run.</param>
    /// <param name="environment">The environment in which it is to be computed; null means any.</param>
    public void Write(RunJob job, RunEnvironment? environment)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(JobFile, JsonSerializer.Serialize(new Wire(job.ToJson(), job.OwnerFile, environment), WorkerJson.Options));
        Directory.CreateDirectory(Path.GetDirectoryName(job.OwnerFile)!);
        AtomicFile.Write(job.OwnerFile, Owner);
    }

    /// <summary>Whether this task was written for exactly this job.</summary>
    public bool IsFor(RunJob job) => TryReadJob()?.Job == job.ToJson();

    /// <summary>Reads the job file.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    public Wire Read() => JsonSerializer.Deserialize<Wire>(File.ReadAllText(JobFile), WorkerJson.Options) ?? throw new JsonException();

    private Wire? TryReadJob()
    {
        try
        {
            return Read();
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            return null;
        }
    }

    /// <summary>Whether the task still owns its run, and no later attempt has begun.</summary>
    public bool IsCurrent(string ownerFile, int attempt) => ReadText(ownerFile) == Owner && ReadAttempt() <= attempt;

    /// <summary>The newest attempt that has begun; 0 before the first.</summary>
    public int ReadAttempt() => Number(ReadText(AttemptFile) ?? "0");

    /// <summary>Makes an attempt the newest.</summary>
    public void Begin(int attempt) => AtomicFile.Write(AttemptFile, $"{attempt}\n");

    /// <summary>The result; null when there is none yet.</summary>
    public RunResult? ReadResult() => TrainingJson.TryRead<RunResult>(ResultFile);

    /// <summary>Writes the result.</summary>
    public void WriteResult(RunResult result) => AtomicFile.Write(ResultFile, TrainingJson.Serialize(result));

    /// <summary>The exit code of the newest attempt's worker, by the batch script; null when the script did not live to write
    /// it.</summary>
    public int? ReadExit() =>
        ReadText(ExitFile)?.Split(' ') is [var attempt, var code] && Number(attempt) == ReadAttempt() ? Number(code) : null;

    /// <summary>Removes a run's owner if it is this task: nobody computes the run then.</summary>
    public void Disown(string ownerFile)
    {
        if (ReadText(ownerFile) == Owner)
            File.Delete(ownerFile);
    }

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The contents of a job file.</summary>
    /// <param name="Job">The <see cref="RunJob"/>.</param>
    /// <param name="OwnerFile">Where the run's owner is named.</param>
    /// <param name="Environment">The environment in which the run is to be computed; null means any.</param>
    public sealed record Wire(string Job, string OwnerFile, RunEnvironment? Environment);
}
