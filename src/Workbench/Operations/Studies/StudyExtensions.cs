using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Studies run from C#, as <c>ablate</c> runs them.</summary>
/// <example><code>
/// var study = await Study.From("tiny-gpt").Vary("heads", "mha", "mqa").On("char-lm", data: "sotu").Seeds(3).RunAsync();
/// study.Figures.LearningCurves
/// </code></example>
public static class StudyExtensions
{
    /// <summary>
    /// Runs a study: what the ledger has is answered from there. Cancelling stops within 2 s; the same call later goes on.
    /// </summary>
    /// <param name="study">The question.</param>
    /// <param name="execution">Workers, launcher, budget, folder of the report. Default: as many workers as there are cores,
    /// ./studies/&lt;axes&gt;-&lt;id&gt;.</param>
    /// <param name="ledger">Folder of another ledger than the usual one.</param>
    /// <param name="progress">Told what happens. Default: the scope's, which a notebook shows under the cell.</param>
    /// <param name="cancellation">Stops, beside the scope's token.</param>
    /// <exception cref="InvalidInputException">The study breaks rules (all of them are listed), or there is no <see cref="OperationScope"/>
    /// here.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what has finished stays in the ledger.</exception>
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

    /// <summary>The plan of a study and what else differs between its cells; nothing runs, nothing is written.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static Task<AblateResult> PlanAsync(
        this Study study,
        IProgress<OperationEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(study);
        return OperationScope
            .Around("study.PlanAsync()", progress, cancellation)
            .RunAsync(
                host => new Ablate(host),
                new AblateOptions(study, new StudyOptions(), null, DryRun: true, StudyCommandLine.Of(study))
            );
    }
}
