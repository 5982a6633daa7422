using Workbench.Ablation;
using Workbench.Data;

namespace Workbench.Operations;

/// <summary>A study to run.</summary>
/// <param name="Study">The question.</param>
/// <param name="Execution">How to execute it.</param>
/// <param name="Ledger">Another ledger than the usual one.</param>
/// <param name="DryRun">Plan and audit only: nothing runs, nothing is written.</param>
/// <param name="CommandLine">The line that asked for it, for the report.</param>
/// <param name="Carried">What the study's folder carries of its task, when a study is run again; null otherwise.</param>
/// <param name="IsDataGiven">Whether its data were named anew.</param>
public sealed record AblateOptions(
    Study Study,
    StudyOptions Execution,
    string? Ledger,
    bool DryRun,
    string CommandLine,
    TaskRecord? Carried = null,
    bool IsDataGiven = false
);
