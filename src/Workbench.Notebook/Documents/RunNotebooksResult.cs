using System.Text.Json.Serialization;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents;

/// <summary>The result of one notebook.</summary>
/// <param name="Input">The notebook's path as given.</param>
/// <param name="Output">The file that the run notebook was saved to; null: not saved.</param>
/// <param name="Html">The file of the page; null without one.</param>
/// <param name="ExitCode">The exit code of a run of this notebook alone.</param>
/// <param name="Seconds">The duration.</param>
/// <param name="Cells">The code cells.</param>
public sealed record NotebookRecord(
    string Input,
    string? Output,
    string? Html,
    ExitCode ExitCode,
    double Seconds,
    IReadOnlyList<CellRecord> Cells
);

/// <summary>
/// The result of a headless run. With several notebooks the exit code is the most severe one: interrupted 130, time-out 5, failed 4, not
/// reproduced 3, done 0.
/// </summary>
/// <param name="Notebooks">In the order of the command line.</param>
public sealed record RunNotebooksResult(IReadOnlyList<NotebookRecord> Notebooks) : Operations.IPartialResult
{
    private static readonly ExitCode[] BySeverity =
    [
        ExitCode.Interrupted,
        ExitCode.InternalFault,
        ExitCode.BadUsage,
        ExitCode.TimedOut,
        ExitCode.RunFailed,
        ExitCode.NotReproduced,
        ExitCode.Done,
    ];

    /// <inheritdoc/>
    [JsonIgnore]
    public ExitCode ExitCode =>
        Notebooks.Select(one => one.ExitCode).DefaultIfEmpty(ExitCode.Done).MinBy(code => Array.IndexOf(BySeverity, code));

    /// <summary>The exit code of a notebook's cells. A checked notebook without any compared cell counts as not reproduced.</summary>
    internal static ExitCode Of(IReadOnlyList<CellRecord> cells) =>
        cells
            .Select(cell =>
                cell.Fate switch
                {
                    CellRunStatus.Interrupted => ExitCode.Interrupted,
                    CellRunStatus.TimedOut => ExitCode.TimedOut,
                    CellRunStatus.Failed or CellRunStatus.Died => ExitCode.RunFailed,
                    _ => cell.Difference is null ? ExitCode.Done : ExitCode.NotReproduced,
                }
            )
            .Append(NotebookStatusText.IsUncompared(cells) ? ExitCode.NotReproduced : ExitCode.Done)
            .MinBy(code => Array.IndexOf(BySeverity, code));
}
