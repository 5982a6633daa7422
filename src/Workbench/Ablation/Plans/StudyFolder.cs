using System.Globalization;
using System.Text;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// The folder of a study, by default ./studies/&lt;slug&gt;-&lt;id&gt;: study.yaml (the definition, to be run again), task.json (what its
/// text decides, for readers that do not have the text), resolved.txt (every cell's config, flat), results.csv (a line a run); the report
/// is written beside them.
/// </summary>
public sealed class StudyFolder
{
    private const string TaskName = "task.json";
    private const string ResolvedName = "resolved.txt";

    private StudyFolder(string path) => FullPath = path;

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>The definition.</summary>
    public string StudyFile => Path.Combine(FullPath, "study.yaml");

    /// <summary>The resolved configs.</summary>
    public string ResolvedFile => Path.Combine(FullPath, ResolvedName);

    /// <summary>The runs.</summary>
    public string ResultsFile => Path.Combine(FullPath, "results.csv");

    /// <summary>The folder of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="chosen">The folder that was asked for; null is ./studies/&lt;slug&gt;-&lt;id&gt;.</param>
    public static StudyFolder At(Plan plan, string? chosen = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new StudyFolder(Path.GetFullPath(chosen ?? Path.Combine("studies", plan.FolderName)));
    }

    /// <summary>What a study's folder says of its task without the text; null when it says nothing, or the study is older.</summary>
    /// <param name="path">As for <see cref="ReadStudy"/>.</param>
    public static TaskRecord? ReadTask(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TrainingJson.TryRead<TaskRecord>(Beside(path, TaskName)) is { IsWhole: true } record ? record : null;
    }

    /// <summary>The fingerprint of the text that a study's folder was written with; null when it says none.</summary>
    /// <param name="path">As for <see cref="ReadStudy"/>.</param>
    public static string? ReadDataFingerprint(string path)
    {
        if (ReadTask(path) is { } task)
            return task.DataFingerprint;
        // Folders from before task.json say it in the flat config alone.
        const string key = "dataFingerprint: ";
        var resolved = Beside(path, ResolvedName);
        return File.Exists(resolved)
            ? File.ReadLines(resolved).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..]
            : null;
    }

    private static string Beside(string path, string name) =>
        Path.Combine(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!, name);

    /// <summary>Reads a study from a study.yaml, or from the folder that has one.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or is no study; all faults are listed.</exception>
    public static Study ReadStudy(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = Directory.Exists(path) ? Path.Combine(path, "study.yaml") : path;
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [new("a study is read from a study.yaml", file, null, "Name a study.yaml, or the folder of a study.")],
                error
            );
        }
        return ConfigTree.FromYaml<Study>(text, file);
    }

    /// <summary>
    /// Writes what is known before the first run: study.yaml, task.json and resolved.txt. Also shows that the folder can be written.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="task">What its text decides; null when nothing has to be kept.</param>
    /// <exception cref="InvalidInputException">It cannot.</exception>
    public void WriteDefinition(Plan plan, TaskRecord? task = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        try
        {
            Directory.CreateDirectory(FullPath);
            // The threads are part of the plan: the file keeps those that were chosen here.
            AtomicFile.Write(StudyFile, ConfigTree.ToYaml(plan.Study with { Threads = plan.Threads }));
            AtomicFile.Write(ResolvedFile, Resolved(plan));
            if (task is not null)
                AtomicFile.Write(Path.Combine(FullPath, TaskName), TrainingJson.Serialize(task));
            else
                File.Delete(Path.Combine(FullPath, TaskName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [new($"the study's folder must be writable: {error.Message}", FullPath, null, "Choose another with --out.")],
                error
            );
        }
    }

    /// <summary>Writes results.csv.</summary>
    public void WriteResult(StudyResult result) => AtomicFile.Write(ResultsFile, ResultsCsv.Write(result));

    /// <summary>
    /// Every cell's config as flat text: first what all cells share, then what each has of its own. Differences between two such files are
    /// the ablation.
    /// </summary>
    public static string Resolved(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var cells = plan
            .Cells.Select(cell => (Cell: cell, Lines: cell.Resolved.Select(pair => $"{pair.Key}: {pair.Value}").ToList()))
            .ToList();
        var shared = cells.Select(one => one.Lines.AsEnumerable()).Aggregate((left, right) => left.Intersect(right)).ToHashSet();
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"seeds: {string.Join(' ', plan.Seeds)}\nthreads: {plan.Threads}\nbaseline: {plan.Baseline.Label}\n\n# every cell\n"
        );
        foreach (var line in cells[0].Lines.Where(shared.Contains))
            text.Append(line).Append('\n');
        foreach (var (cell, lines) in cells.Where(one => one.Lines.Count > shared.Count))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n# {cell.Label}\n");
            foreach (var line in lines.Where(line => !shared.Contains(line)))
                text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A readable name for a plan: its axes and its data, in file-name letters, at most 60.</summary>
    public static string Slug(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var data = plan.Baseline.Config.Data;
        var words = plan.Axes.Select(axis => axis.Name).Append(data.Length > 0 ? Path.GetFileNameWithoutExtension(data) : plan.Study.Task);
        var text = new StringBuilder();
        foreach (var letter in string.Join('-', words).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                text.Append(letter);
            else if (text.Length > 0 && text[^1] != '-')
                text.Append('-');
        }
        if (text.Length > 60)
            text.Length = 60;
        return text.ToString().Trim('-') is { Length: > 0 } slug ? slug : "study";
    }
}
