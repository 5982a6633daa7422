using System.Text;
using System.Text.Json.Nodes;

namespace Workbench.Notebook.Documents.Formats;

/// <summary>nbformat's text of several lines: one string, or an array of lines that keep their ends.</summary>
internal static class MultilineText
{
    /// <summary>The whole text; "" when there is none.</summary>
    public static string Join(JsonNode? node) =>
        node switch
        {
            JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => "",
        };

    /// <summary>An array of lines, as Python's <c>splitlines(True)</c> makes them of text whose lines end in \n.</summary>
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

    /// <summary>Whether nbformat writes a form of this type as lines.</summary>
    public static bool IsSplit(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is "application/javascript" or "image/svg+xml";

    /// <summary>Whether a form of this type is a JSON document and not a text.</summary>
    public static bool IsJson(string mimeType) =>
        mimeType == "application/json"
        || mimeType.StartsWith("application/", StringComparison.Ordinal) && mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>A bundle's data as nbformat stores them.</summary>
    public static JsonObject Stored(JsonObject data)
    {
        var stored = new JsonObject();
        foreach (var (type, value) in data)
            stored[type] =
                IsSplit(type) && value is JsonValue text && text.TryGetValue<string>(out var all) ? Split(all) : value?.DeepClone();
        return stored;
    }

    /// <summary>A form of a stored bundle as text; null when the bundle lacks it or holds a document there.</summary>
    public static string? Form(JsonObject? data, string mimeType) =>
        data?[mimeType] switch
        {
            null => null,
            JsonObject => null,
            var node => Join(node),
        };
}
