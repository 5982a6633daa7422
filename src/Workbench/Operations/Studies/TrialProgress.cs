using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Translates the events of a trial to events of an operation.</summary>
internal sealed class TrialProgress(IProgress<OperationEvent> progress) : IProgress<StudyEvent>
{
    /// <summary>The name of the task that the trial is.</summary>
    public const string Task = "trial";

    private bool _begun;

    public void Report(StudyEvent value)
    {
        if (!_begun && value is TrialProgressed first)
        {
            _begun = true;
            progress.Report(new StepStarted($"a trial of at most {Durations.Short(first.Limit)} predicts the cost; nothing of it is kept"));
        }
        if (value is TrialProgressed { Cell: { } cell } trial)
            progress.Report(new Advanced(Task, trial.Elapsed.TotalSeconds, trial.Limit.TotalSeconds, cell));
    }
}
