using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebook.Documents.Formats;

/// <summary>
/// Writes JSON in nbformat's layout: indented by one space, <c>": "</c> between name and value, one item per line, non-ASCII characters
/// unescaped. Numbers keep their original spelling.
/// </summary>
internal static class NotebookJson
{
    /// <summary>The member of an object, which is an object itself; added when missing.</summary>
    public static JsonObject ObjectIn(JsonObject owner, string name)
    {
        if (owner[name] is JsonObject known)
            return known;
        var made = new JsonObject();
        owner[name] = made;
        return made;
    }

    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject members:
                WriteItems(
                    text,
                    '{',
                    '}',
                    members,
                    depth,
                    (pair, inner) =>
                    {
                        WriteString(text, pair.Key);
                        text.Append(": ");
                        Write(text, pair.Value, inner);
                    }
                );
                break;
            case JsonArray items:
                WriteItems(text, '[', ']', items, depth, (item, inner) => Write(text, item, inner));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteString(text, value.GetValue<string>());
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    private static void WriteItems<T>(StringBuilder text, char open, char close, IEnumerable<T> items, int depth, Action<T, int> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? "\n" : ",\n").Append(' ', depth + 1);
            first = false;
            write(item, depth + 1);
        }
        text.Append('\n').Append(' ', depth).Append(close);
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (Escape(value[i]) is not { } escape)
                continue;
            text.Append(value, start, i - start).Append(escape);
            start = i + 1;
        }
        text.Append(value, start, value.Length - start).Append('"');
    }

    private static string? Escape(char letter) =>
        letter switch
        {
            '"' => "\\\"",
            '\\' => @"\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\b' => "\\b",
            '\f' => "\\f",
            < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
            _ => null,
        };
}
