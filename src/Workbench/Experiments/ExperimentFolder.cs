using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Experiments;

/// <summary>How much of an experiment is run.</summary>
public enum ExperimentBudget
{
    /// <summary>A small study of the same question, at most two minutes on two cores: whether the experiment still runs and gives what it
    /// gave.</summary>
    Smoke,

    /// <summary>The study that answers the question.</summary>
    Full,
}

/// <summary>
/// The folder of an experiment: experiment.yaml (the question and what is expected), study.yaml and smoke.yaml (a study for each budget),
/// expected/ (recorded results and configs for each budget) and README.md (made from all of them).
/// </summary>
/// <param name="path">The folder.</param>
public sealed class ExperimentFolder(string path)
{
    private const string Definition = "experiment.yaml";

    /// <summary>The folder.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>The folder's name: "001-layernorm-placement".</summary>
    public string Name => Path.GetFileName(FullPath.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The page about the experiment.</summary>
    public string Page => Path.Combine(FullPath, "README.md");

    /// <summary>The experiments in a folder, in the order of their names.</summary>
    public static IReadOnlyList<ExperimentFolder> In(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateDirectories(folder)
                    .Where(one => File.Exists(Path.Combine(one, Definition)))
                    .Order(StringComparer.Ordinal)
                    .Select(one => new ExperimentFolder(one)),
            ]
            : [];

    /// <summary>The study of a budget.</summary>
    public string StudyFile(ExperimentBudget budget) =>
        Path.Combine(FullPath, budget == ExperimentBudget.Full ? "study.yaml" : "smoke.yaml");

    /// <summary>Reads experiment.yaml.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or has faults; all are listed.</exception>
    public Experiment Read()
    {
        var file = Path.Combine(FullPath, Definition);
        try
        {
            return ConfigTree.Check(ConfigTree.FromYaml<Experiment>(File.ReadAllText(file), file), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [new("an experiment is a folder with an experiment.yaml", FullPath, null, "Name a folder of experiments/.")],
                error
            );
        }
    }

    /// <summary>The recorded result of a budget; null when there is none.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public Recording? ReadRecording(ExperimentBudget budget)
    {
        var file = Expected(budget, ".json");
        if (!File.Exists(file))
            return null;
        return TrainingJson.TryRead<Recording>(file)
            ?? throw new InvalidInputException(
                "this is not a recorded result",
                file,
                null,
                "Restore the file, or record the result again."
            );
    }

    /// <summary>The recorded configs of a budget; empty when there are none.</summary>
    public string ReadConfigs(ExperimentBudget budget) =>
        Expected(budget, ".txt") is var file && File.Exists(file) ? File.ReadAllText(file) : "";

    /// <summary>Records a result and its configs.</summary>
    public void Write(ExperimentBudget budget, Recording recording, Plan plan)
    {
        Directory.CreateDirectory(Path.Combine(FullPath, "expected"));
        AtomicFile.Write(Expected(budget, ".json"), TrainingJson.Serialize(recording));
        AtomicFile.Write(Expected(budget, ".txt"), StudyFolder.Resolved(plan));
    }

    private string Expected(ExperimentBudget budget, string extension) =>
        Path.Combine(FullPath, "expected", $"{NameOf(budget)}{extension}");

    /// <summary>The budget's name: "smoke".</summary>
    public static string NameOf(ExperimentBudget budget) => budget == ExperimentBudget.Full ? "full" : "smoke";
}
