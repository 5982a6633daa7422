using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Hears how fast the steps of a run are.</summary>
internal sealed class StepSpeeds : IProgress<TrainingEvent>
{
    private readonly List<double> _found = [];

    /// <summary>Tokens a second, the median of all steps but the first, which warms up; 0 when there was none.</summary>
    public double Median => _found.Skip(1).Order().ElementAtOrDefault((_found.Count - 1) / 2);

    /// <inheritdoc/>
    public void Report(TrainingEvent value)
    {
        if (value is StepCompleted step)
            _found.Add(step.TokensPerSecond);
    }
}
