using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Notebook.Documents.Running;

/// <summary>
/// What the runner asks of a child process that runs cells; a JSON document a line, on its standard input, whose end means: end.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "request")]
[JsonDerivedType(typeof(RunCell), "run")]
[JsonDerivedType(typeof(InterruptCell), "interrupt")]
internal abstract record CellOrder;

/// <summary>Runs a cell.</summary>
/// <param name="Number">Names it in what is told about it.</param>
/// <param name="Cell">What to run.</param>
internal sealed record RunCell(int Number, CellRequest Cell) : CellOrder;

/// <summary>Stops the running cell.</summary>
internal sealed record InterruptCell : CellOrder;

/// <summary>What a child process that runs cells tells; a JSON document a line, on what was its standard output.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ChildReady), "ready")]
[JsonDerivedType(typeof(CellOutputEvent), "said")]
[JsonDerivedType(typeof(CellEnded), "ended")]
internal abstract record CellEvent;

/// <summary>The interpreter is there.</summary>
internal sealed record ChildReady : CellEvent;

/// <summary>A cell has shown something; also after its end, when a task outlives it.</summary>
/// <param name="Number">The cell.</param>
/// <param name="Output">What.</param>
internal sealed record CellOutputEvent(int Number, CellOutput Output) : CellEvent;

/// <summary>A cell came to its end.</summary>
/// <param name="Number">The cell.</param>
/// <param name="Outcome">What came of it.</param>
internal sealed record CellEnded(int Number, CellOutcome Outcome) : CellEvent;

/// <summary>The form of the messages.</summary>
internal static class CellMessage
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 512,
    };

    public static byte[] Line<T>(T message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, Options);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }

    /// <summary>A message, or null when the line is none: something else wrote to the pipe.</summary>
    public static T? Parse<T>(ReadOnlySpan<byte> line)
        where T : class
    {
        if (line is not [(byte)'{', ..])
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }
}
