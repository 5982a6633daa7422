using System.Globalization;
using System.Text;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// The folder of a study, by default ./studies/&lt;slug&gt;-&lt;id&gt;: study.yaml (the definition, which can be run again), task.json
/// (task facts that depend on the text, for readers that do not have the text), resolved.txt (every cell's config, flat), results.csv (one
/// line per run), and the report.
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
    /// <param name="chosen">The folder that the user chose; null means ./studies/&lt;slug&gt;-&lt;id&gt;.</param>
    public static StudyFolder At(Plan plan, string? chosen = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new StudyFolder(Path.GetFullPath(chosen ?? Path.Combine("studies", plan.FolderName)));
    }

    /// <summary>Whether the definition, the configs and the runs are there.</summary>
    internal bool IsWhole => File.Exists(StudyFile) && File.Exists(ResolvedFile) && File.Exists(ResultsFile);

    /// <summary>Reads the task record of a study's folder; null when there is none (as in folders of older versions) or it is
    /// incomplete.</summary>
    /// <param name="path">As for <see cref="ReadStudy"/>.</param>
    public static TaskRecord? ReadTask(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TrainingJson.TryRead<TaskRecord>(Beside(path, TaskName)) is { IsWhole: true } record ? record : null;
    }

    /// <summary>Reads the fingerprint of the text that the study used; null when the folder has none.</summary>
    /// <param name="path">As for <see cref="ReadStudy"/>.</param>
    public static string? ReadDataFingerprint(string path)
    {
        if (ReadTask(path) is { } task)
            return task.DataFingerprint;
        // Folders written before task.json was introduced have the fingerprint only in resolved.txt.
        const string key = "dataFingerprint: ";
        var resolved = Beside(path, ResolvedName);
        return File.Exists(resolved)
            ? File.ReadLines(resolved).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..]
            : null;
    }

    private static string Beside(string path, string name) =>
        Path.Combine(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!, name);

    /// <summary>Reads a study from a study.yaml, or from the folder that contains one.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read or is not a valid study; lists all faults.</exception>
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
        if (text.AsSpan().Trim().IsEmpty)
            throw new InvalidInputException("the file of a study says what to compare, and this one is empty", file, "axes: and a list");
        return ConfigTree.FromYaml<Study>(text, file);
    }

    /// <summary>
    /// Writes the files that are known before the first run: study.yaml, task.json and resolved.txt. Fails early when the folder is not
    /// writable.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="task">The task record; null deletes task.json.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public void WriteDefinition(Plan plan, TaskRecord? task = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        try
        {
            Directory.CreateDirectory(FullPath);
            // Results depend on the number of threads, so the file records the chosen one.
            AtomicFile.WriteChanged(StudyFile, ConfigTree.ToYaml(plan.Study with { Threads = plan.Threads }));
            AtomicFile.WriteChanged(ResolvedFile, Resolved(plan));
            if (task is not null)
                AtomicFile.WriteChanged(Path.Combine(FullPath, TaskName), TrainingJson.Serialize(task));
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
    public void WriteResult(StudyResult result) => AtomicFile.WriteChanged(ResultsFile, ResultsCsv.Write(result));

    /// <summary>
    /// Every cell's config as flat text: first the lines that all cells share, then the lines particular to each cell. A diff of two such
    /// files shows how two studies differ.
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

    /// <summary>A readable name for a plan: its axes and data in lower-case letters, digits and hyphens; at most 60 characters.</summary>
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
