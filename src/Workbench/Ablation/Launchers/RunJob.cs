using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>One run to compute.</summary>
/// <param name="Config">The resolved config.</param>
/// <param name="Folder">The run's folder in the ledger; what is there already is gone on from.</param>
/// <param name="Threads">Threads to compute with.</param>
/// <param name="Plugins">Assemblies to load first.</param>
public sealed record RunJob(RunConfig Config, string Folder, int Threads, IReadOnlyList<string> Plugins)
{
    /// <summary>Held by the process that writes into <see cref="Folder"/>, beside the claim that the study holds.</summary>
    internal string WriterLock => Folder + ".writer";

    internal string ToJson() => JsonSerializer.Serialize(new Wire(ConfigTree.ToJson(Config), Folder, Threads, Plugins), WorkerJson.Options);

    /// <summary>Reads a job; its plug-ins are loaded on the way, because its config may speak of their variants.</summary>
    internal static RunJob FromJson(string line)
    {
        var wire = JsonSerializer.Deserialize<Wire>(line, WorkerJson.Options) ?? throw new JsonException("an empty job");
        Ablation.Plugins.Load(wire.Plugins);
        return new RunJob(ConfigTree.FromJson<RunConfig>(wire.Config), wire.Folder, wire.Threads, wire.Plugins);
    }

    private sealed record Wire(string Config, string Folder, int Threads, IReadOnlyList<string> Plugins);
}

/// <summary>The form of what parent and worker say to each other: a JSON document a line; a loss may be NaN.</summary>
internal static class WorkerJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
