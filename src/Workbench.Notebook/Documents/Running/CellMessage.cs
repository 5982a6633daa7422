using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Notebook.Documents.Running;

/// <summary>
/// A request of the runner to the child process that runs cells: one JSON document per line on standard input. The end of the input ends
/// the process.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "request")]
[JsonDerivedType(typeof(RunCell), "run")]
[JsonDerivedType(typeof(InterruptCell), "interrupt")]
internal abstract record CellOrder;

/// <summary>Runs a cell.</summary>
/// <param name="Number">Identifies the cell in the events.</param>
/// <param name="Cell">The cell.</param>
internal sealed record RunCell(int Number, CellRequest Cell) : CellOrder;

/// <summary>Interrupts the running cell.</summary>
internal sealed record InterruptCell : CellOrder;

/// <summary>An event of the child process: one JSON document per line on its original standard output.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ChildReady), "ready")]
[JsonDerivedType(typeof(CellOutputEvent), "said")]
[JsonDerivedType(typeof(CellEnded), "ended")]
internal abstract record CellEvent;

/// <summary>The interpreter is ready.</summary>
internal sealed record ChildReady : CellEvent;

/// <summary>An output of a cell; may follow <see cref="CellEnded"/> when a task outlives the cell.</summary>
/// <param name="Number">The cell's number.</param>
/// <param name="Output">The output.</param>
internal sealed record CellOutputEvent(int Number, CellOutput Output) : CellEvent;

/// <summary>A cell has ended.</summary>
/// <param name="Number">The cell's number.</param>
/// <param name="Outcome">The outcome.</param>
internal sealed record CellEnded(int Number, CellOutcome Outcome) : CellEvent;

/// <summary>Serializes and parses the messages.</summary>
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

    /// <summary>The message of a line; null for other text, which something else wrote to the pipe.</summary>
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
