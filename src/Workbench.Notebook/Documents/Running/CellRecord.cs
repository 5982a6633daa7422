using System.Text.Json.Serialization;
using Workbench.Notebook.Documents.Checking;

namespace Workbench.Notebook.Documents.Running;

/// <summary>The fate of a code cell in a headless run.</summary>
public enum CellRunStatus
{
    /// <summary>The run ended before the cell.</summary>
    NotRun,

    /// <summary>The cell was skipped: by a tag, because it is empty, or because of its language.</summary>
    Skipped,

    /// <summary>The cell ran to its end, or failed as its tag allows.</summary>
    Done,

    /// <summary>The cell failed.</summary>
    Failed,

    /// <summary>The cell exceeded a time limit.</summary>
    TimedOut,

    /// <summary>The user interrupted the run.</summary>
    Interrupted,

    /// <summary>The cell's process died.</summary>
    Died,
}

/// <summary>A code cell of a headless run.</summary>
/// <param name="Index">The position among all cells, from 0.</param>
/// <param name="FirstLine">The first line of code, for display.</param>
/// <param name="Fate">How the cell ended.</param>
/// <param name="Seconds">The duration.</param>
/// <param name="Error">The name and message of the error; null without one.</param>
/// <param name="Difference">The difference between fresh and stored outputs as a unified diff; null when they agree or were not
/// compared.</param>
/// <param name="SkippedFor">Why the cell was skipped because of its language; null otherwise.</param>
/// <param name="Comparison">The comparison with the stored outputs; null without --check and for empty cells.</param>
public sealed record CellRecord(
    int Index,
    string FirstLine,
    CellRunStatus Fate,
    double Seconds,
    string? Error = null,
    string? Difference = null,
    string? SkippedFor = null,
    CellComparison? Comparison = null
)
{
    /// <summary>The cell's number in messages: its position among the code cells, from 1. Equals the execution count.</summary>
    public int Number { get; init; }

    /// <summary>The printed text and the error's traceback, for reports.</summary>
    [JsonIgnore]
    internal CellTexts Texts { get; init; } = new("", "", "");
}

/// <summary>A cell's texts, for reports.</summary>
/// <param name="Out">Standard output, and the plain-text forms of displayed values.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Traceback">The error's traceback, without colours.</param>
internal sealed record CellTexts(string Out, string Error, string Traceback);
