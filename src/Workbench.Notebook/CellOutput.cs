using System.Text.Json.Serialization;

namespace Workbench.Notebook;

/// <summary>
/// Something that a cell says while it runs. A host turns it into messages of its own: Jupyter's iopub, a notebook document, a line on a
/// pipe.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "output")]
[JsonDerivedType(typeof(StreamOutput), "stream")]
[JsonDerivedType(typeof(DisplayOutput), "display")]
[JsonDerivedType(typeof(ResultOutput), "result")]
[JsonDerivedType(typeof(ErrorOutput), "error")]
[JsonDerivedType(typeof(ClearOutput), "clear")]
public abstract record CellOutput;

/// <summary>Which of the two streams.</summary>
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

/// <summary>Text that was written to a stream.</summary>
/// <param name="Stream">Which.</param>
/// <param name="Text">As written, line ends included.</param>
public sealed record StreamOutput(StandardStream Stream, string Text) : CellOutput;

/// <summary>
/// Something to show (<c>display_data</c>), or what takes the place of something shown before (<c>update_display_data</c>).
/// </summary>
/// <param name="Bundle">Its forms.</param>
/// <param name="DisplayId">Names it for later updates; null when nobody will update it.</param>
/// <param name="Update">Whether it replaces every output of that id instead of being a new one.</param>
public sealed record DisplayOutput(MimeBundle Bundle, string? DisplayId = null, bool Update = false) : CellOutput;

/// <summary>The value of the cell's last expression (<c>execute_result</c>).</summary>
/// <param name="Bundle">Its forms.</param>
/// <param name="ExecutionCount">The cell's number.</param>
/// <param name="DisplayId">Names it for later updates; usually null.</param>
public sealed record ResultOutput(MimeBundle Bundle, int ExecutionCount, string? DisplayId = null) : CellOutput;

/// <summary>Why the cell stopped.</summary>
/// <param name="Name">The kind: "DivideByZeroException", "CompilationError".</param>
/// <param name="Value">The message, one line or more.</param>
/// <param name="Traceback">Lines to show; ANSI colours are allowed.</param>
public sealed record ErrorOutput(string Name, string Value, IReadOnlyList<string> Traceback) : CellOutput;

/// <summary>Removes what the cell has shown so far.</summary>
/// <param name="Wait">Only when the next output comes, so that nothing flickers.</param>
public sealed record ClearOutput(bool Wait) : CellOutput;
