using Workbench.Ablation;
using Workbench.Data;

namespace Workbench.Operations;

/// <summary>Options of <see cref="Ablate"/>.</summary>
/// <param name="Study">The study to run.</param>
/// <param name="Execution">Workers, launcher, budget, folder of the report.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="DryRun">Whether to return only the plan, the audit and the cost. Nothing is written.</param>
/// <param name="CommandLine">The command line, for the report.</param>
/// <param name="Carried">The task record in the study's folder, when a study is run again; null otherwise.</param>
/// <param name="IsDataGiven">Whether the user names the data in this command. Default: false.</param>
/// <param name="Trial">The most time for the trial from which a dry run predicts the cost; null for no trial. Default: null.</param>
public sealed record AblateOptions(
    Study Study,
    StudyOptions Execution,
    string? Ledger,
    bool DryRun,
    string CommandLine,
    TaskRecord? Carried = null,
    bool IsDataGiven = false,
    TimeSpan? Trial = null
);
