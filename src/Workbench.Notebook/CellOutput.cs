using System.Text.Json.Serialization;

namespace Workbench.Notebook;

/// <summary>
/// An output of a running cell. Each host converts outputs to its own messages: Jupyter's iopub, a notebook document, a line on a pipe.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "output")]
[JsonDerivedType(typeof(StreamOutput), "stream")]
[JsonDerivedType(typeof(DisplayOutput), "display")]
[JsonDerivedType(typeof(ResultOutput), "result")]
[JsonDerivedType(typeof(ErrorOutput), "error")]
[JsonDerivedType(typeof(ClearOutput), "clear")]
public abstract record CellOutput;

/// <summary>Standard output or standard error.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StandardStream>))]
public enum StandardStream
{
    /// <summary>Standard output.</summary>
    [JsonStringEnumMemberName("stdout")]
    Out,

    /// <summary>Standard error.</summary>
    [JsonStringEnumMemberName("stderr")]
    Error,
}

/// <summary>Text written to a stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Text">The text with its line ends.</param>
public sealed record StreamOutput(StandardStream Stream, string Text) : CellOutput;

/// <summary>
/// A displayed value (<c>display_data</c>), or the replacement of an earlier one (<c>update_display_data</c>).
/// </summary>
/// <param name="Bundle">The value's forms.</param>
/// <param name="DisplayId">Identifies the output for later updates; null when it is never updated.</param>
/// <param name="Update">Replaces every output of that id instead of adding an output.</param>
public sealed record DisplayOutput(MimeBundle Bundle, string? DisplayId = null, bool Update = false) : CellOutput;

/// <summary>The value of the cell's last expression (<c>execute_result</c>).</summary>
/// <param name="Bundle">The value's forms.</param>
/// <param name="ExecutionCount">The cell's number.</param>
/// <param name="DisplayId">Identifies the output for later updates; usually null.</param>
public sealed record ResultOutput(MimeBundle Bundle, int ExecutionCount, string? DisplayId = null) : CellOutput;

/// <summary>The error that stopped the cell.</summary>
/// <param name="Name">The kind of error: "DivideByZeroException", "CompilationError".</param>
/// <param name="Value">The message, one line or more.</param>
/// <param name="Traceback">Lines to show; ANSI colours are allowed.</param>
public sealed record ErrorOutput(string Name, string Value, IReadOnlyList<string> Traceback) : CellOutput;

/// <summary>Removes the cell's outputs so far.</summary>
/// <param name="Wait">Waits for the next output before removing, which avoids flicker.</param>
public sealed record ClearOutput(bool Wait) : CellOutput;
