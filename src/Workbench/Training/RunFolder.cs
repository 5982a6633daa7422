using System.Text.Json;
using Workbench.Configuration;
using Workbench.Data;

namespace Workbench.Training;

/// <summary>
/// The folder of a run, which holds all data about the run; indexes over runs can be rebuilt from the folders.
/// <list type="table">
/// <item><term>config.yaml</term><description>the resolved config, for reading back</description></item>
/// <item><term>resolved.txt</term><description>the resolved config as flat text: one "path: value" per line</description></item>
/// <item><term>identity.json</term><description>the run's identity and its components</description></item>
/// <item><term>plugins.json</term><description>paths of the plug-ins with its variants, unless all are built in</description></item>
/// <item><term>task.json</term><description>task facts for readers without the text: vocabulary, fingerprints, metric</description></item>
/// <item><term>environment.json</term><description>the hardware and software of the run</description></item>
/// <item><term>metrics.jsonl</term><description>one <see cref="TrainingEvent"/> per line</description></item>
/// <item><term>checkpoint/</term><description>model.safetensors, optimiser.safetensors, state.json</description></item>
/// <item><term>log.txt</term><description>notices for the user, with time stamps</description></item>
/// <item><term>result.json</term><description>the result; written last and atomically</description></item>
/// </list>
/// </summary>
/// <param name="path">The folder; created by the first write.</param>
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

    /// <summary>Paths of the plug-ins.</summary>
    public string PluginsFile => In("plugins.json");

    /// <summary>The task record.</summary>
    public string TaskFile => In("task.json");

    /// <summary>The run's environment.</summary>
    public string EnvironmentFile => In("environment.json");

    /// <summary>The events, one per line.</summary>
    public string MetricsFile => In("metrics.jsonl");

    /// <summary>The run's result.</summary>
    public string ResultFile => In("result.json");

    /// <summary>Notices for the user.</summary>
    public string LogFile => In("log.txt");

    /// <summary>The newest checkpoint.</summary>
    public string CheckpointFolder => In("checkpoint");

    /// <summary>Whether there is a result file, readable or not.</summary>
    public bool HasResult => File.Exists(ResultFile);

    /// <summary>When the result was written, in UTC; null without one.</summary>
    internal DateTime? ResultWritten => File.GetLastWriteTimeUtc(ResultFile) is var time && time.Year > 1601 ? time : null;

    /// <summary>Whether there is a <see cref="ResultFile"/> that cannot be read.</summary>
    public bool HasDamagedResult => HasResult && ReadResult() is null;

    /// <summary>Reads the config with which the run was started.</summary>
    /// <exception cref="InvalidInputException">There is no config, or it cannot be read.</exception>
    public RunConfig ReadConfig() =>
        File.Exists(ConfigFile)
            ? ConfigTree.FromYaml<RunConfig>(File.ReadAllText(ConfigFile))
            : throw new InvalidInputException("this is not a run folder: it has no config.yaml", Path);

    /// <summary>Reads the flat config: values by path; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> ReadResolved() =>
        File.Exists(ResolvedFile)
            ? File.ReadLines(ResolvedFile)
                .Select(line => line.Split(": ", 2))
                .Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1])
            : new Dictionary<string, string>();

    /// <summary>The trained context, from the flat config; null when there is none.</summary>
    internal int? ReadContext()
    {
        const string key = "model.context: ";
        return
            File.Exists(ResolvedFile)
            && File.ReadLines(ResolvedFile).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
            && int.TryParse(line[key.Length..], out var context)
            ? context
            : null;
    }

    /// <summary>Reads the identity with which the run was started; null when there is none or it cannot be read.</summary>
    public RunIdentity? ReadIdentity() => TrainingJson.TryRead<RunIdentity>(IdentityFile);

    /// <summary>Absolute paths of the plug-ins with the run's variants; empty when all variants are built in.</summary>
    public IReadOnlyList<string> ReadPlugins() =>
        [.. (TrainingJson.TryRead<string[]>(PluginsFile) ?? []).Select(one => System.IO.Path.GetFullPath(one, Path))];

    /// <summary>
    /// Writes the paths of the plug-ins with the run's variants, relative to the run's folder, so that a ledger can be moved together with
    /// its plug-ins.
    /// </summary>
    /// <param name="plugins">Absolute paths; when empty, no file is written.</param>
    public void WritePlugins(IReadOnlyList<string> plugins)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        if (plugins.Count == 0)
            return;
        Directory.CreateDirectory(Path);
        AtomicFile.Write(PluginsFile, TrainingJson.Serialize(plugins.Select(one => System.IO.Path.GetRelativePath(Path, one))));
    }

    /// <summary>
    /// Reads the task record; null when there is none (the task needs no text, or an older version wrote the run) or it cannot be read.
    /// </summary>
    public TaskRecord? ReadTask() => TrainingJson.TryRead<TaskRecord>(TaskFile) is { IsWhole: true } record ? record : null;

    /// <summary>Writes the task record.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public void WriteTask(TaskRecord record) => Start(() => AtomicFile.Write(TaskFile, TrainingJson.Serialize(record)));

    /// <summary>Writes the task record that allows reading the run without its text; does nothing for a task that needs no text.</summary>
    internal void KeepTask(RunConfig config, ITask task)
    {
        if (
            TaskRecord.Of(config.Task, config.Data, task, config.OtherLengths.Prepend(config.Model.Context), config.Tokenizer) is { } record
        )
            WriteTask(record.WithWindow(task, config.Model.Context));
    }

    /// <summary>Reads the environment; null when there is none or it cannot be read.</summary>
    public RunEnvironment? ReadEnvironment() => TrainingJson.TryRead<RunEnvironment>(EnvironmentFile);

    /// <summary>Reads the result; null when there is none or it cannot be read.</summary>
    public RunResult? ReadResult()
    {
        if (!HasResult)
            return null;
        try
        {
            return RunResultReader.TryReadFile(ResultFile) ?? TrainingJson.TryRead<RunResult>(ResultFile);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // Whoever needs the run has set its damaged folder aside since.
            return null;
        }
    }

    /// <summary>Reads the recorded events. Skips a last line that a crash truncated.</summary>
    /// <param name="bytes">Reads only the events in this many first bytes of the file. Default: all.</param>
    public IEnumerable<TrainingEvent> ReadEvents(long bytes = long.MaxValue)
    {
        if (!File.Exists(MetricsFile))
            yield break;
        var read = 0L;
        foreach (var line in File.ReadLines(MetricsFile))
        {
            // Lines are ASCII because the serializer escapes all other characters, so characters are bytes.
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

    /// <summary>Writes the files that are known before the first step.</summary>
    /// <param name="config">The resolved config.</param>
    /// <param name="environment">The environment of this process.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public void WriteStart(RunConfig config, RunEnvironment environment) =>
        Start(() =>
        {
            AtomicFile.Write(ConfigFile, ConfigTree.ToYaml(config));
            AtomicFile.Write(ResolvedFile, ConfigTree.FlatText(config));
            AtomicFile.Write(IdentityFile, TrainingJson.Serialize(RunIdentity.Of(config)));
            AtomicFile.Write(EnvironmentFile, TrainingJson.Serialize(environment));
        });

    private void Start(Action write)
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

    /// <summary>Writes the result atomically.</summary>
    public void WriteResult(RunResult result)
    {
        Directory.CreateDirectory(Path);
        AtomicFile.Write(ResultFile, TrainingJson.Serialize(result));
    }

    /// <summary>Appends a line to the log.</summary>
    public void Log(string text, TimeProvider clock) => File.AppendAllText(LogFile, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {text}\n");

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
