using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Runs studies from C#, as the command <c>ablate</c> does.</summary>
/// <example><code>
/// var study = await Study.From("tiny-gpt").Vary("heads", "mha", "mqa").On("char-lm", data: "sotu").Seeds(3).RunAsync();
/// study.Figures.LearningCurves
/// </code></example>
public static class StudyExtensions
{
    /// <summary>
    /// Runs a study. Completed runs are taken from the ledger. Cancellation stops the study within 2 s; the same call resumes it later.
    /// </summary>
    /// <param name="study">The study.</param>
    /// <param name="execution">Workers, launcher, budget, folder of the report. Default: as many workers as there are cores,
    /// ./studies/&lt;axes&gt;-&lt;id&gt;.</param>
    /// <param name="ledger">The ledger's folder; null for the default.</param>
    /// <param name="progress">Receives events. Default: the scope's, which a notebook shows under the cell.</param>
    /// <param name="cancellation">Stops the study, in addition to the scope's token.</param>
    /// <exception cref="InvalidInputException">The study breaks rules (all of them are listed), or there is no current
    /// <see cref="OperationScope"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; completed runs stay in the ledger.</exception>
    public static Task<AblateResult> RunAsync(
        this Study study,
        StudyOptions? execution = null,
        string? ledger = null,
        IProgress<OperationEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(study);
        return OperationScope
            .Around("study.RunAsync()", progress, cancellation)
            .RunAsync(
                host => new Ablate(host),
                new AblateOptions(study, execution ?? new StudyOptions(), ledger, DryRun: false, StudyCommandLine.Of(study))
            );
    }

    /// <summary>The plan of a study, with the confounds between its cells and, after a trial, its cost. Writes nothing.</summary>
    /// <inheritdoc cref="RunAsync"/>
    /// <param name="study">The study.</param>
    /// <param name="progress">Receives events. Default: the scope's.</param>
    /// <param name="trial">The most time for a trial, from which the cost is predicted. Default: no trial.</param>
    /// <param name="cancellation">Stops the trial, in addition to the scope's token.</param>
    public static Task<AblateResult> PlanAsync(
        this Study study,
        IProgress<OperationEvent>? progress = null,
        TimeSpan? trial = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(study);
        return OperationScope
            .Around("study.PlanAsync()", progress, cancellation)
            .RunAsync(
                host => new Ablate(host),
                new AblateOptions(study, new StudyOptions(), null, DryRun: true, StudyCommandLine.Of(study), Trial: trial)
            );
    }
}
