using System.Text;
using System.Text.Json;
using Workbench.Configuration;
using Workbench.Data;

namespace Workbench.Training;

/// <summary>
/// The folder of a run: the truth about it. Indexes over many runs can be made anew from these.
/// <list type="table">
/// <item><term>config.yaml</term><description>the resolved config, to be read again</description></item>
/// <item><term>resolved.txt</term><description>the same, flat: one "path: value" a line</description></item>
/// <item><term>identity.json</term><description>the run's identity and what goes into it</description></item>
/// <item><term>plugins.json</term><description>where the code of its variants is, when they are not all ours</description></item>
/// <item><term>task.json</term><description>what its text decides, for readers that do not have the text: vocabulary, fingerprints,
/// metric</description></item>
/// <item><term>environment.json</term><description>what it was computed on</description></item>
/// <item><term>metrics.jsonl</term><description>one <see cref="TrainingEvent"/> a line</description></item>
/// <item><term>checkpoint/</term><description>model.safetensors, optimiser.safetensors, state.json</description></item>
/// <item><term>log.txt</term><description>what the user should know, with times</description></item>
/// <item><term>result.json</term><description>how it ended; written last and atomically</description></item>
/// </list>
/// </summary>
/// <param name="path">The folder; made by the first write.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The resolved config.</summary>
    public string ConfigFile => In("config.yaml");

    /// <summary>The flat config.</summary>
    public string ResolvedFile => In("resolved.txt");

    /// <summary>The run's identity.</summary>
    public string IdentityFile => In("identity.json");

    /// <summary>Where the code of its variants is.</summary>
    public string PluginsFile => In("plugins.json");

    /// <summary>What its text decides.</summary>
    public string TaskFile => In("task.json");

    /// <summary>What the run was computed on.</summary>
    public string EnvironmentFile => In("environment.json");

    /// <summary>The events, one a line.</summary>
    public string MetricsFile => In("metrics.jsonl");

    /// <summary>How the run ended.</summary>
    public string ResultFile => In("result.json");

    /// <summary>What the user should know.</summary>
    public string LogFile => In("log.txt");

    /// <summary>The newest checkpoint.</summary>
    public string CheckpointFolder => In("checkpoint");

    /// <summary>The run has ended in one way or another.</summary>
    public bool HasResult => File.Exists(ResultFile);

    /// <summary>There is a <see cref="ResultFile"/> that cannot be read.</summary>
    public bool HasDamagedResult => HasResult && ReadResult() is null;

    /// <summary>The config that the run was started with.</summary>
    /// <exception cref="InvalidInputException">There is none, or it cannot be read.</exception>
    public RunConfig ReadConfig() =>
        File.Exists(ConfigFile)
            ? ConfigTree.FromYaml<RunConfig>(File.ReadAllText(ConfigFile))
            : throw new InvalidInputException("this is no run folder: it has no config.yaml", Path);

    /// <summary>The identity that the run was started with; null when there is none or it cannot be read.</summary>
    public RunIdentity? ReadIdentity() => TrainingJson.TryRead<RunIdentity>(IdentityFile);

    /// <summary>Absolute paths of the plug-ins that brought its variants; empty when all are ours.</summary>
    public IReadOnlyList<string> ReadPlugins() =>
        [.. (TrainingJson.TryRead<string[]>(PluginsFile) ?? []).Select(one => System.IO.Path.GetFullPath(one, Path))];

    /// <summary>
    /// Writes where the code of its variants is: relative to the run, so that a ledger may be moved with what is stored in it.
    /// </summary>
    /// <param name="plugins">Absolute paths; with none, nothing is written.</param>
    public void WritePlugins(IReadOnlyList<string> plugins)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        if (plugins.Count == 0)
            return;
        Directory.CreateDirectory(Path);
        AtomicFile.Write(PluginsFile, TrainingJson.Serialize(plugins.Select(one => System.IO.Path.GetRelativePath(Path, one))));
    }

    /// <summary>
    /// What is known of its task without the text; null when there is none (the task needs no text, or the run is older) or it cannot be
    /// read.
    /// </summary>
    public TaskRecord? ReadTask() => TrainingJson.TryRead<TaskRecord>(TaskFile) is { IsWhole: true } record ? record : null;

    /// <summary>Writes what is known of its task.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public void WriteTask(TaskRecord record) => Start(() => AtomicFile.Write(TaskFile, TrainingJson.Serialize(record)));

    /// <summary>Writes what a run needs to be read without its text; nothing for a task that needs no text.</summary>
    internal void KeepTask(RunConfig config, ITask task)
    {
        if (TaskRecord.Of(config.Task, config.Data, task, config.OtherLengths.Prepend(config.Model.Context)) is { } record)
            WriteTask(record.WithWindow(task, config.Model.Context));
    }

    /// <summary>The environment; null when there is none or it cannot be read.</summary>
    public RunEnvironment? ReadEnvironment() => TrainingJson.TryRead<RunEnvironment>(EnvironmentFile);

    /// <summary>How the run ended; null when it has not, or the file cannot be read.</summary>
    public RunResult? ReadResult() => TrainingJson.TryRead<RunResult>(ResultFile);

    /// <summary>The recorded events; a last line that a crash cut short is left out.</summary>
    /// <param name="bytes">Only those in the first bytes of the file. Default: all.</param>
    public IEnumerable<TrainingEvent> ReadEvents(long bytes = long.MaxValue)
    {
        if (!File.Exists(MetricsFile))
            yield break;
        var read = 0L;
        foreach (var line in File.ReadLines(MetricsFile))
        {
            // Our lines are ASCII: JSON escapes the rest.
            if ((read += line.Length + 1) > bytes)
                yield break;
            TrainingEvent? one = null;
            try
            {
                one = JsonSerializer.Deserialize<TrainingEvent>(line, TrainingJson.Line);
            }
            catch (JsonException) { }
            if (one is not null)
                yield return one;
        }
    }

    /// <summary>Writes what is known before the first step.</summary>
    /// <param name="config">Resolved.</param>
    /// <param name="environment">This process's.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public void WriteStart(RunConfig config, RunEnvironment environment) =>
        Start(() =>
        {
            AtomicFile.Write(ConfigFile, ConfigTree.ToYaml(config));
            AtomicFile.Write(ResolvedFile, ConfigTree.FlatText(config));
            AtomicFile.Write(IdentityFile, TrainingJson.Serialize(RunIdentity.Of(config)));
            AtomicFile.Write(EnvironmentFile, TrainingJson.Serialize(environment));
        });

    void Start(Action write)
    {
        try
        {
            Directory.CreateDirectory(Path);
            write();
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [
                    new(
                        $"the run's folder cannot be written: {broken.Message}",
                        Path,
                        "a folder that can be written, with space",
                        "choose another with --ledger or --out"
                    ),
                ],
                broken
            );
        }
    }

    /// <summary>Writes how the run ended: whole or not at all.</summary>
    public void WriteResult(RunResult result)
    {
        Directory.CreateDirectory(Path);
        AtomicFile.Write(ResultFile, TrainingJson.Serialize(result));
    }

    /// <summary>Adds a line to the log.</summary>
    public void Log(string text, TimeProvider clock) =>
        File.AppendAllText(LogFile, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {text}\n", Encoding.UTF8);

    string In(string name) => System.IO.Path.Combine(Path, name);
}
