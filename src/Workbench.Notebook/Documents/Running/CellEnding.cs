namespace Workbench.Notebook.Documents.Running;

/// <summary>Why the runner stopped waiting for a cell.</summary>
internal enum CellEndingKind
{
    /// <summary>It came to its end, well or not.</summary>
    Ended,

    /// <summary>It ran too long.</summary>
    TimedOut,

    /// <summary>The user stopped the run.</summary>
    Interrupted,

    /// <summary>The process died under it.</summary>
    Died,
}

/// <summary>How a cell ended, as seen from outside.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Outcome">What the child said of it; null when it said nothing.</param>
/// <param name="Alive">Whether the child can run another cell.</param>
/// <param name="Words">How the process ended and its last words; null while it lives.</param>
internal sealed record CellEnding(CellEndingKind Kind, CellOutcome? Outcome, bool Alive, string? Words = null);
