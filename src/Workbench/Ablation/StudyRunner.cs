namespace Workbench.Ablation;

/// <summary>Plans studies and runs them: what the ledger has is answered from there, the rest is launched, whole rows of seeds first.</summary>
public sealed partial class StudyRunner
{
    /// <summary>Resolves and validates a study. Writes nothing.</summary>
    /// <exception cref="InvalidInputException">The study breaks rules; all of them are listed.</exception>
    public Plan Plan(Study study) => throw new InvalidOperationException("lands next");

    /// <summary>Runs what the ledger does not have yet. Cancelling stops within 2 s; the same call later goes on.</summary>
    /// <returns>What was found; not complete when the budget was spent or runs failed.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; what has finished stays in the ledger.</exception>
    public Task<StudyResult> RunAsync(Study study, StudyOptions options, IProgress<StudyEvent> progress, CancellationToken cancellation = default) =>
        throw new InvalidOperationException("lands next");

    /// <summary>What the ledger knows of a study now; runs nothing.</summary>
    public StudyResult Load(Study study) => throw new InvalidOperationException("lands next");
}
