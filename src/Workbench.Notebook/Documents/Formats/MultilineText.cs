using System.Text;
using System.Text.Json.Nodes;

namespace Workbench.Notebook.Documents.Formats;

/// <summary>nbformat's multi-line text: one string, or an array of lines with their line ends.</summary>
internal static class MultilineText
{
    /// <summary>The joined text; "" when there is none.</summary>
    public static string Join(JsonNode? node) =>
        node switch
        {
            JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => "",
        };

    /// <summary>An array of lines with their line ends, as Python's <c>splitlines(True)</c> splits text with \n line ends.</summary>
    public static JsonArray Split(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length; )
        {
            var end = text.IndexOf('\n', start) is >= 0 and var at ? at + 1 : text.Length;
            lines.Add((JsonNode)JsonValue.Create(text[start..end])!);
            start = end;
        }
        return lines;
    }

    /// <summary>Whether nbformat stores this MIME type as an array of lines.</summary>
    public static bool IsSplit(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is "application/javascript" or "image/svg+xml";

    /// <summary>Whether this MIME type is stored as a JSON document and not as text.</summary>
    public static bool IsJson(string mimeType) =>
        mimeType == "application/json"
        || mimeType.StartsWith("application/", StringComparison.Ordinal) && mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>A bundle's data in nbformat's form.</summary>
    public static JsonObject Stored(JsonObject data)
    {
        var stored = new JsonObject();
        foreach (var (type, value) in data)
            stored[type] =
                IsSplit(type) && value is JsonValue text && text.TryGetValue<string>(out var all) ? Split(all) : value?.DeepClone();
        return stored;
    }

    /// <summary>The text of a MIME type in a stored bundle; null when the bundle lacks the type or stores an object.</summary>
    public static string? Form(JsonObject? data, string mimeType) =>
        data?[mimeType] switch
        {
            null => null,
            JsonObject => null,
            var node => Join(node),
        };
}
