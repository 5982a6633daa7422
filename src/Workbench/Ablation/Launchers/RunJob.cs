using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>One run to execute.</summary>
/// <param name="Config">The resolved config.</param>
/// <param name="Folder">The run's folder in the ledger; an existing checkpoint is resumed.</param>
/// <param name="Threads">Number of libtorch threads.</param>
/// <param name="Plugins">Plug-ins to load first.</param>
/// <param name="PauseAt">The step after whose evaluation the run is interrupted, with a checkpoint; null trains to the end.</param>
public sealed record RunJob(RunConfig Config, string Folder, int Threads, IReadOnlyList<string> Plugins, long? PauseAt = null)
{
    /// <summary>Lock file held by the process that writes to <see cref="Folder"/>; separate from the study's claim.</summary>
    internal string WriterLock => Folder + RunLocks.WriterEnd;

    /// <summary>Names the batch task that may compute the run; absent when none may.</summary>
    internal string OwnerFile => Folder + RunLocks.OwnerEnd;

    internal string ToJson() =>
        JsonSerializer.Serialize(new Wire(ConfigTree.ToJson(Config), Folder, Threads, Plugins, PauseAt), WorkerJson.Options);

    /// <summary>Parses a job. Loads its plug-ins before parsing the config, which may name their variants.</summary>
    internal static RunJob FromJson(string line)
    {
        var wire = JsonSerializer.Deserialize<Wire>(line, WorkerJson.Options) ?? throw new JsonException("an empty job");
        Ablation.Plugins.Load(wire.Plugins);
        return new RunJob(ConfigTree.FromJson<RunConfig>(wire.Config), wire.Folder, wire.Threads, wire.Plugins, wire.PauseAt);
    }

    private sealed record Wire(string Config, string Folder, int Threads, IReadOnlyList<string> Plugins, long? PauseAt);
}

/// <summary>JSON format of the messages between parent and worker: one document per line; a loss may be NaN.</summary>
internal static class WorkerJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
