using System.Text.Json;
using TorchSharp;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>State of the training loop in a checkpoint (state.json).</summary>
/// <param name="RunId">The identity of the run.</param>
/// <param name="Step">Number of finished steps.</param>
/// <param name="MetricsBytes">Length of metrics.jsonl in bytes at this step; the rest of the file is dropped on resume.</param>
/// <param name="FirstLoss">The loss of step 1, for divergence detection.</param>
/// <param name="RecentLosses">The most recent losses, for divergence detection.</param>
/// <param name="TrainingSeconds">Time spent in training steps so far, in seconds.</param>
/// <param name="Checksums">SHA-256 (hex) of the other files, by name.</param>
/// <param name="Ranks">The number of processes that computed the run together.</param>
public sealed record CheckpointState(
    string RunId,
    long Step,
    long MetricsBytes,
    double FirstLoss,
    IReadOnlyList<double> RecentLosses,
    double TrainingSeconds,
    IReadOnlyDictionary<string, string> Checksums,
    int Ranks = 1
);

/// <summary>
/// A run's newest checkpoint: checkpoint/{model.safetensors, optimiser.safetensors, state.json}. A new checkpoint is written completely
/// before the old one is removed, so a crash at any moment leaves a readable checkpoint.
/// </summary>
public static class Checkpoint
{
    private const string Model = "model.safetensors";
    private const string Moments = "optimiser.safetensors";
    private const string State = "state.json";

    /// <summary>Loads a run's weights into a model of its config.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="model">The model whose weights are overwritten.</param>
    /// <exception cref="InvalidInputException">The run has no checkpoint, or the checkpoint cannot be read.</exception>
    public static void LoadModel(RunFolder folder, nn.Module model)
    {
        var place =
            Newest(folder)
            ?? throw new InvalidInputException(
                "the run has no checkpoint yet",
                folder.Path,
                null,
                "train it first; the same command resumes an interrupted run"
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
                        "train the run again; the damaged files are renamed then"
                    ),
                ],
                broken
            );
        }
    }

    /// <summary>Opens the weights of a run's newest checkpoint.</summary>
    /// <exception cref="InvalidInputException">The run has no checkpoint, or the checkpoint cannot be read.</exception>
    internal static WeightSource OpenModel(RunFolder folder)
    {
        var place = Newest(folder) ?? throw new InvalidInputException("the run has no checkpoint yet", folder.Path, null, "train it first");
        try
        {
            _ = Checked(place);
            return new SafetensorsFile(Path.Combine(place, Model));
        }
        catch (Exception broken) when (IsDamage(broken))
        {
            throw new InvalidInputException(
                [new($"the run's checkpoint cannot be read: {broken.Message}", place, null, "train the run again")],
                broken
            );
        }
    }

    /// <summary>Writes a checkpoint. Without an optimiser (after the last step) only the weights are saved.</summary>
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
        // Between the two moves there is no "checkpoint" folder; readers then use "checkpoint.old".
        if (Directory.Exists(current))
        {
            Remove(old);
            Directory.Move(current, old);
        }
        Directory.Move(next, current);
        Remove(old);
    }

    /// <summary>Restores the newest checkpoint. Renames a checkpoint that cannot be read or belongs to another run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="runId">The run's identity.</param>
    /// <param name="model">The model whose weights are overwritten; undefined after a damaged checkpoint.</param>
    /// <param name="optimiser">The optimiser whose moments are overwritten; undefined after a damaged checkpoint.</param>
    /// <param name="damage">Description of the damage and the new location of the files; null when there was no damage.</param>
    /// <returns>The restored state; null when there is no usable checkpoint.</returns>
    internal static CheckpointState? TryRestore(RunFolder folder, string runId, nn.Module model, Optimiser optimiser, out string? damage)
    {
        damage = null;
        if (Newest(folder) is not { } place)
            return null;
        try
        {
            return Restore(place, runId, model, optimiser);
        }
        catch (Exception broken) when (IsDamage(broken))
        {
            damage =
                $"the checkpoint cannot be used ({broken.Message}); it is kept as "
                + $"{Quarantine.Keep(place, folder.CheckpointFolder)}, and the run starts from the beginning";
            return null;
        }
    }

    /// <summary>Restores the newest checkpoint, which another rank has restored before.</summary>
    /// <exception cref="InvalidInputException">The checkpoint cannot be read here.</exception>
    internal static CheckpointState Restore(RunFolder folder, string runId, nn.Module model, Optimiser optimiser)
    {
        try
        {
            var place = Newest(folder) ?? throw new DirectoryNotFoundException("there is no checkpoint");
            return Restore(place, runId, model, optimiser);
        }
        catch (Exception broken) when (IsDamage(broken))
        {
            throw new InvalidInputException(
                [
                    new(
                        $"the run's checkpoint, which rank 0 can read, cannot be read here: {broken.Message}",
                        folder.CheckpointFolder,
                        "a ledger in a folder that all machines share",
                        "choose another with --ledger"
                    ),
                ],
                broken
            );
        }
    }

    private static CheckpointState Restore(string place, string runId, nn.Module model, Optimiser optimiser)
    {
        var state = Checked(place);
        if (state.RunId != runId)
            throw new InvalidDataException("it belongs to another run");
        Restore(Path.Combine(place, Model), model);
        // The checkpoint of a finished run has no moments.
        if (state.Checksums.ContainsKey(Moments))
        {
            using var scope = NewDisposeScope();
            using var file = File.OpenRead(Path.Combine(place, Moments));
            optimiser.Restore(Safetensors.Read(file), state.Step);
        }
        return state;
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

    /// <summary>What is wrong with a run's newest checkpoint; null when it is whole, or there is none.</summary>
    internal static string? DamageOf(RunFolder folder)
    {
        if (Newest(folder) is not { } place)
            return null;
        try
        {
            _ = Checked(place);
            return null;
        }
        catch (Exception broken) when (IsDamage(broken))
        {
            return broken.Message;
        }
    }

    /// <summary>The number of processes that must resume a run from its newest checkpoint; null when any number may: there is no readable
    /// checkpoint, or it is that of a finished run.</summary>
    internal static int? RanksOf(RunFolder folder) =>
        Newest(folder) is { } place
        && TrainingJson.TryRead<CheckpointState>(Path.Combine(place, State)) is { } state
        && state.Checksums.ContainsKey(Moments)
            ? state.Ranks
            : null;

    /// <summary>The step of a run's newest checkpoint; 0 without a readable one.</summary>
    internal static long StepOf(RunFolder folder) =>
        Newest(folder) is { } place ? TrainingJson.TryRead<CheckpointState>(Path.Combine(place, State))?.Step ?? 0 : 0;

    private static void Restore(string path, nn.Module model)
    {
        using var scope = NewDisposeScope();
        using var file = File.OpenRead(path);
        var saved = Safetensors.Read(file);
        foreach (var (name, target) in model.state_dict())
            Copy(saved, name, target);
    }

    private static CheckpointState Checked(string place)
    {
        var state =
            JsonSerializer.Deserialize<CheckpointState>(File.ReadAllText(Path.Combine(place, State)), TrainingJson.File)
            ?? throw new InvalidDataException("an empty state.json");
        foreach (var (name, checksum) in state.Checksums)
        {
            using var file = File.OpenRead(Path.Combine(place, name));
            if (Sha256.Of(file) != checksum)
                throw new InvalidDataException($"{name} does not have its checksum");
        }
        return state;
    }

    private static string Write(
        string folder,
        string name,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        var path = Path.Combine(folder, name);
        AtomicFile.Write(path, stream => Safetensors.Write(stream, tensors, metadata));
        using var written = File.OpenRead(path);
        return Sha256.Of(written);
    }

    private static (string Current, string Next, string Old) Places(RunFolder folder) =>
        (folder.CheckpointFolder, folder.CheckpointFolder + ".new", folder.CheckpointFolder + ".old");

    private static string? Newest(RunFolder folder)
    {
        var (current, _, old) = Places(folder);
        return Directory.Exists(current) ? current
            : Directory.Exists(old) ? old
            : null;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static bool IsDamage(Exception error) =>
        error is InvalidDataException or IOException or JsonException or UnauthorizedAccessException;
}
