namespace Workbench.Notebook.Documents.Running;

/// <summary>Why the runner stopped waiting for a cell.</summary>
internal enum CellEndingKind
{
    /// <summary>The cell ended, with or without an error.</summary>
    Ended,

    /// <summary>The cell exceeded its time limit.</summary>
    TimedOut,

    /// <summary>The user interrupted the run.</summary>
    Interrupted,

    /// <summary>The process died while the cell ran.</summary>
    Died,
}

/// <summary>How a cell ended, as seen by the runner.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Outcome">The outcome that the child process reported; null without a report.</param>
/// <param name="Alive">Whether the child process can run another cell.</param>
/// <param name="Words">How the process ended, with the end of its log; null while the process lives.</param>
internal sealed record CellEnding(CellEndingKind Kind, CellOutcome? Outcome, bool Alive, string? Words = null);
