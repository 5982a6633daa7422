using Workbench.Configuration;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Reads the base config of a study.</summary>
public static class StudyBase
{
    /// <summary>Whether the text means a file: it contains "/" or "." and is not the name of a preset.</summary>
    public static bool LooksLikePath(string text) =>
        text is not null
        && !ModelPresets.All.ContainsKey(text)
        && (text.Contains('/', StringComparison.Ordinal) || text.Contains('.', StringComparison.Ordinal));

    /// <summary>Reads a run's config from a preset's name, a config file (YAML with model, train, task), or a folder with a run or a model,
    /// whose model it is.</summary>
    /// <exception cref="InvalidInputException">There is no such preset, file or folder, or it has no valid config.</exception>
    public static RunConfig Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (ModelPresets.All.ContainsKey(text))
            return RunPresets.Named(text);
        if (!LooksLikePath(text))
            throw new InvalidInputException(
                "there is no preset of this name",
                $"\"{text}\"",
                $"{string.Join(", ", ModelPresets.All.Keys)}, or the path of a config.yaml",
                Nearest.Question(text, ModelPresets.All.Keys),
                "base"
            );
        if (Directory.Exists(text))
            return new RunConfig { Model = InitialWeights.ModelOf(text) ?? throw WithoutModel(text) };
        try
        {
            // The file may be a finished run's config: clear the fields that resolving filled in.
            var read = ConfigTree.FromYaml<RunConfig>(File.ReadAllText(text), text);
            return read with
            {
                Seed = 0,
                DataFingerprint = "",
                TokenizerFingerprint = "",
                InitFingerprint = "",
                Code = "",
                Model = read.Model with { Vocabulary = 0 },
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [
                    new(
                        "the base's config file cannot be read",
                        text,
                        $"a readable file, or one of {string.Join(", ", ModelPresets.All.Keys)}",
                        null,
                        "base"
                    ),
                ],
                error
            );
        }
    }

    private static InvalidInputException WithoutModel(string folder) =>
        new("the base's folder has no model", folder, "a run's folder, or one with a model", null, "base");
}
