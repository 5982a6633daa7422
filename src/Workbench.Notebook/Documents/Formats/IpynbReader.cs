using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebook.Documents.Formats;

/// <summary>Reads nbformat 4 and reports the faults of invalid files.</summary>
internal static class IpynbReader
{
    /// <summary>
    /// Options of the JSON parser. A figure's JSON exceeds the default depth of 64; a duplicate property is an error, because it would be
    /// lost.
    /// </summary>
    public static readonly JsonDocumentOptions Json = new() { MaxDepth = 512, AllowDuplicateProperties = false };

    public static NotebookDocument Read(byte[] bytes, string name)
    {
        var text = Utf8Text.Decode(bytes, name).TrimStart(Utf8Text.Mark);
        if (string.IsNullOrWhiteSpace(text))
            throw new InvalidInputException("the file is empty", null, "a notebook of nbformat 4", null, name);
        var json = Encoding.UTF8.GetBytes(text);
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: Json);
        }
        catch (JsonException error)
        {
            throw NotJson(error, json, name);
        }
        RejectLoneSurrogates(text, json, name);
        var faults = NotebookSchema.Faults(root).Select(broken => broken.ToFault(name, json)).ToList();
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        var document = (JsonObject)root!;
        var cells = document["cells"]!.AsArray().Select(cell => new NotebookCell((JsonObject)cell!.DeepClone())).ToList();
        // Keeps the position of the key "cells"; the list holds the cells.
        document["cells"] = new JsonArray();
        return new NotebookDocument(DocumentFormat.Ipynb, document, cells);
    }

    /// <summary>The JSON of an <c>.ipynb</c> without cells, for notebooks read from text formats.</summary>
    public static JsonObject Empty() =>
        new()
        {
            ["cells"] = new JsonArray(),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject
                {
                    ["display_name"] = "Workbench (C#)",
                    ["language"] = "C#",
                    ["name"] = "workbench",
                },
                ["language_info"] = LanguageInfo.Json(),
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };

    /// <summary>The parser's message without its position, which errors show in their own form.</summary>
    public static string Short(JsonException error)
    {
        var text = error.Message.Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.');
        return text.Length == 0 ? "it is incomplete" : char.ToLowerInvariant(text[0]) + text[1..];
    }

    /// <summary>Rejects an escape of half a surrogate pair, such as \ud83d, which cannot be encoded as UTF-8.</summary>
    private static void RejectLoneSurrogates(string text, byte[] json, string name)
    {
        if (!text.Contains(@"\ud", StringComparison.OrdinalIgnoreCase))
            return;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Json.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
                continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException error)
            {
                var line = json.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
                throw new InvalidInputException(
                    [
                        new Fault(
                            "a string contains half of a surrogate pair",
                            null,
                            null,
                            "Remove the escape \\ud…",
                            $"{name}, line {line}"
                        ),
                    ],
                    error
                );
            }
        }
    }

    private static InvalidInputException NotJson(JsonException error, byte[] json, string name)
    {
        var last = json.AsSpan().Count((byte)'\n');
        var line = error.LineNumber ?? last;
        var end = json.AsSpan().TrimEnd(" \r\n\t"u8);
        // A truncated file has its error in the last line and does not end with a brace.
        var truncated =
            line >= end.Count((byte)'\n')
            && (end.Length == 0 || end[^1] != '}' || error.Message.Contains("depth", StringComparison.Ordinal));
        var place = $"{name}, line {line + 1}{(error.BytePositionInLine is { } at ? $", column {at + 1}" : "")}";
        return new InvalidInputException(
            [
                truncated
                    ? new Fault(
                        "the notebook is truncated: the file was not written completely",
                        null,
                        null,
                        "Restore it from version control or from .ipynb_checkpoints",
                        place
                    )
                    : new Fault(
                        $"the notebook is not JSON: {Short(error)}",
                        null,
                        null,
                        Encoding.UTF8.GetString(json).Contains("<<<<<<<", StringComparison.Ordinal)
                            ? "It contains merge conflict markers; resolve the conflict"
                            : null,
                        place
                    ),
            ],
            error
        );
    }
}
