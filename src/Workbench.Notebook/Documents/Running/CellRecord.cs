using System.Text.Json.Serialization;
using Workbench.Notebook.Documents.Checking;

namespace Workbench.Notebook.Documents.Running;

/// <summary>What came of a code cell in a headless run.</summary>
public enum CellRunStatus
{
    /// <summary>It was not reached.</summary>
    NotRun,

    /// <summary>A tag said so, or there is nothing in it.</summary>
    Skipped,

    /// <summary>It ran to its end, or failed as its tag allows.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It ran too long.</summary>
    TimedOut,

    /// <summary>The user stopped it.</summary>
    Interrupted,

    /// <summary>Its process died.</summary>
    Died,
}

/// <summary>A code cell of a headless run.</summary>
/// <param name="Index">Its place among all cells, from 0.</param>
/// <param name="FirstLine">The first line of code, to know it by.</param>
/// <param name="Fate">What came of it.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="Error">Why it failed: the error's name and message.</param>
/// <param name="Difference">How its outputs differ from the stored ones, as a unified diff; null when they agree or were not
/// compared.</param>
/// <param name="SkippedFor">Why it was skipped, where that is not a tag or that there is nothing in it: its language.</param>
/// <param name="Comparison">How it was compared with the stored outputs; null without --check, and for a cell with nothing in it.</param>
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
    /// <summary>How messages call it: its place among the code cells, from 1. It is the cell's execution count too.</summary>
    public int Number { get; init; }

    /// <summary>What it printed and the traceback of its error, for reports.</summary>
    [JsonIgnore]
    internal CellTexts Texts { get; init; } = new("", "", "");
}

/// <summary>A cell's texts, for reports.</summary>
/// <param name="Out">Its standard output, and plain forms of what it displayed.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Traceback">Of its error, without colours.</param>
internal sealed record CellTexts(string Out, string Error, string Traceback);
