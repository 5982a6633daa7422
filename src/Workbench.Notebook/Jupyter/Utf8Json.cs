using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>JSON objects, written straight to the bytes that travel.</summary>
internal static class Utf8Json
{
    // Text stays text: only what JSON itself needs is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    /// <summary>The bytes of an object.</summary>
    /// <param name="properties">Writes what is in it.</param>
    public static byte[] Object(Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
