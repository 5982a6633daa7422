using System.Text.Json.Serialization;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents;

/// <summary>What came of one notebook.</summary>
/// <param name="Input">Its path as written.</param>
/// <param name="Output">Where it was saved; null: nowhere.</param>
/// <param name="Html">Its page; null without one.</param>
/// <param name="ExitCode">The exit code that it alone would end with.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Cells">Its code cells.</param>
public sealed record NotebookRecord(
    string Input,
    string? Output,
    string? Html,
    ExitCode ExitCode,
    double Seconds,
    IReadOnlyList<CellRecord> Cells
);

/// <summary>
/// What came of a headless run. With several notebooks the exit code is the gravest: interrupted 130, time-out 5, failed 4, not reproduced
/// 3, done 0.
/// </summary>
/// <param name="Notebooks">In the order in which they were given.</param>
public sealed record RunNotebooksResult(IReadOnlyList<NotebookRecord> Notebooks) : Operations.IPartialResult
{
    private static readonly ExitCode[] ByGravity =
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
        Notebooks.Select(one => one.ExitCode).DefaultIfEmpty(ExitCode.Done).MinBy(code => Array.IndexOf(ByGravity, code));

    /// <summary>The exit code that cells alone call for. A checked notebook of which nothing was compared has reproduced nothing.</summary>
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
            .MinBy(code => Array.IndexOf(ByGravity, code));
}
