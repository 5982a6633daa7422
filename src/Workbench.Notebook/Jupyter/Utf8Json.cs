using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>Writes JSON objects as UTF-8.</summary>
internal static class Utf8Json
{
    // Escapes only the characters that JSON requires.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    /// <summary>The UTF-8 bytes of an object.</summary>
    /// <param name="properties">Writes the object's properties.</param>
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
