using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>The loop's own numbers in a checkpoint: state.json.</summary>
/// <param name="RunId">The run that it belongs to.</param>
/// <param name="Step">Steps done.</param>
/// <param name="MetricsBytes">How much of metrics.jsonl belongs to these steps; the rest is dropped on resume.</param>
/// <param name="FirstLoss">The loss of step 1, for divergence detection.</param>
/// <param name="RecentLosses">The last losses, for divergence detection.</param>
/// <param name="TrainingSeconds">Time spent in steps so far.</param>
/// <param name="Checksums">SHA-256 (hex) of the other files, by name.</param>
public sealed record CheckpointState(
    string RunId,
    long Step,
    long MetricsBytes,
    double FirstLoss,
    IReadOnlyList<double> RecentLosses,
    double TrainingSeconds,
    IReadOnlyDictionary<string, string> Checksums
);

/// <summary>
/// A run's newest checkpoint: checkpoint/{model.safetensors, optimiser.safetensors, state.json}. A new one is written whole beside the old
/// one, which goes only then; a process that dies at any moment leaves one that can be read.
/// </summary>
public static class Checkpoint
{
    const string Model = "model.safetensors";
    const string Moments = "optimiser.safetensors";
    const string State = "state.json";

    /// <summary>Loads a run's weights into a model of its config.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="model">Its weights are overwritten.</param>
    /// <exception cref="InvalidInputException">The run has no checkpoint, or it cannot be read.</exception>
    public static void LoadModel(RunFolder folder, nn.Module model)
    {
        var place =
            Newest(folder)
            ?? throw new InvalidInputException(
                "the run has no checkpoint yet",
                folder.Path,
                null,
                "train it first: the same command goes on where it stopped"
            );
        try
        {
            _ = Checked(place);
            Restore(Path.Combine(place, Model), model);
        }
        catch (Exception broken) when (IsDamage(broken))
        {
            throw new InvalidInputException(
                [
                    new(
                        $"the run's checkpoint cannot be read: {broken.Message}",
                        place,
                        null,
                        "train the run again: the damaged files are kept aside then"
                    ),
                ],
                broken
            );
        }
    }

    /// <summary>Writes a checkpoint. Without an optimiser (the run is over) only the weights are kept.</summary>
    internal static void Save(RunFolder folder, nn.Module model, Optimiser? optimiser, CheckpointState state)
    {
        var (current, next, old) = Places(folder);
        Remove(next);
        Directory.CreateDirectory(next);
        var metadata = new Dictionary<string, string> { ["run"] = state.RunId, ["step"] = $"{state.Step}" };
        using (no_grad())
        {
            var checksums = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [Model] = Write(next, Model, [.. model.state_dict()], metadata),
            };
            if (optimiser is not null)
                checksums[Moments] = Write(next, Moments, optimiser.State(), metadata);
            AtomicFile.Write(Path.Combine(next, State), TrainingJson.Serialize(state with { Checksums = checksums }));
        }
        // Between the two moves there is no "checkpoint"; a reader then takes "checkpoint.old".
        if (Directory.Exists(current))
        {
            Remove(old);
            Directory.Move(current, old);
        }
        Directory.Move(next, current);
        Remove(old);
    }

    /// <summary>Restores the newest checkpoint. One that cannot be read, or that is another run's, is kept aside.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="runId">Its identity.</param>
    /// <param name="model">Its weights are overwritten; after a damaged checkpoint they are undefined.</param>
    /// <param name="optimiser">Its moments are overwritten likewise.</param>
    /// <param name="damage">What was wrong and where the files are now; null when nothing was.</param>
    /// <returns>Null when there is none to go on from.</returns>
    internal static CheckpointState? TryRestore(RunFolder folder, string runId, nn.Module model, Optimiser optimiser, out string? damage)
    {
        damage = null;
        if (Newest(folder) is not { } place)
            return null;
        try
        {
            var state = Checked(place);
            if (state.RunId != runId)
                throw new InvalidDataException("it belongs to another run");
            Restore(Path.Combine(place, Model), model);
            // A finished run's has no moments: there is no step left that would need them.
            if (state.Checksums.ContainsKey(Moments))
            {
                using var scope = NewDisposeScope();
                using var file = File.OpenRead(Path.Combine(place, Moments));
                optimiser.Restore(Safetensors.Read(file), state.Step);
            }
            return state;
        }
        catch (Exception broken) when (IsDamage(broken))
        {
            damage =
                $"the checkpoint cannot be used ({broken.Message}); it is kept as "
                + $"{Quarantine.Keep(place, folder.CheckpointFolder)}, and the run starts again";
            return null;
        }
    }

    /// <summary>Copies one model's weights to another of the same config.</summary>
    internal static void CopyWeights(nn.Module from, nn.Module to)
    {
        var source = from.state_dict();
        foreach (var (name, target) in to.state_dict())
            Copy(source, name, target);
    }

    /// <summary>Copies a saved tensor over one of the same name.</summary>
    internal static void Copy(IReadOnlyDictionary<string, Tensor> saved, string name, Tensor target)
    {
        if (!saved.TryGetValue(name, out var source))
            throw new InvalidDataException($"{name} is missing");
        if (!source.shape.SequenceEqual(target.shape) || source.dtype != target.dtype)
            throw new InvalidDataException(
                $"{name} is {source.dtype} [{string.Join(", ", source.shape)}], not {target.dtype} [{string.Join(", ", target.shape)}]"
            );
        using var _ = no_grad();
        target.copy_(source);
    }

    static void Restore(string path, nn.Module model)
    {
        using var scope = NewDisposeScope();
        using var file = File.OpenRead(path);
        var saved = Safetensors.Read(file);
        foreach (var (name, target) in model.state_dict())
            Copy(saved, name, target);
    }

    static CheckpointState Checked(string place)
    {
        var state =
            JsonSerializer.Deserialize<CheckpointState>(File.ReadAllText(Path.Combine(place, State)), TrainingJson.File)
            ?? throw new InvalidDataException("an empty state.json");
        foreach (var (name, checksum) in state.Checksums)
        {
            using var file = File.OpenRead(Path.Combine(place, name));
            if (Convert.ToHexStringLower(SHA256.HashData(file)) != checksum)
                throw new InvalidDataException($"{name} does not have its checksum");
        }
        return state;
    }

    static string Write(
        string folder,
        string name,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        var path = Path.Combine(folder, name);
        AtomicFile.Write(path, stream => Safetensors.Write(stream, tensors, metadata));
        using var written = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(written));
    }

    static (string Current, string Next, string Old) Places(RunFolder folder) =>
        (folder.CheckpointFolder, folder.CheckpointFolder + ".new", folder.CheckpointFolder + ".old");

    static string? Newest(RunFolder folder)
    {
        var (current, _, old) = Places(folder);
        return Directory.Exists(current) ? current
            : Directory.Exists(old) ? old
            : null;
    }

    static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    static bool IsDamage(Exception error) => error is InvalidDataException or IOException or JsonException or UnauthorizedAccessException;
}
