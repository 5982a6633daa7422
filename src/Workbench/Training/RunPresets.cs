using Workbench.Models;

namespace Workbench.Training;

/// <summary>The presets as runs: a model, and for the small ones of the literature the training that suits their size.</summary>
public static class RunPresets
{
    private static readonly Dictionary<string, TrainingConfig> Trainings = new(StringComparer.Ordinal)
    {
        ["gpt2"] = new()
        {
            Steps = 3000,
            BatchSize = 16,
            LearningRate = 2e-3,
        },
        ["llama"] = new()
        {
            Steps = 3000,
            BatchSize = 16,
            LearningRate = 2e-3,
        },
        ["bert"] = new()
        {
            Steps = 700,
            BatchSize = 16,
            LearningRate = 5e-4,
            EvaluationWindows = 1000,
        },
        ["original"] = new()
        {
            Steps = 3000,
            BatchSize = 64,
            LearningRate = 1e-3,
            EvaluationWindows = 1000,
        },
        ["t5"] = new()
        {
            Steps = 3000,
            BatchSize = 128,
            LearningRate = 4e-3,
            EvaluationWindows = 1000,
        },
    };

    /// <summary>A preset by its name.</summary>
    /// <exception cref="InvalidInputException">There is no preset of this name; the message suggests the nearest name.</exception>
    public static RunConfig Named(string name) =>
        new() { Model = ModelPresets.Named(name), Train = Trainings.GetValueOrDefault(name) ?? new() };
}
