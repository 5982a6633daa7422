using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebook.Documents.Formats;

/// <summary>A violation of nbformat 4.</summary>
/// <param name="Path">The JSON path of the violation: "cells[3].outputs[0].data".</param>
/// <param name="Rule">The violated rule.</param>
/// <param name="Value">The value found.</param>
/// <param name="Allowed">The allowed values.</param>
/// <param name="NextStep">A suggested remedy.</param>
internal sealed record BrokenRule(string Path, string Rule, string? Value = null, string? Allowed = null, string? NextStep = null)
{
    public Fault ToFault(string name, byte[] json) =>
        new(
            Rule,
            Value,
            Allowed,
            NextStep,
            Path.Length == 0 ? name
                : JsonLineFinder.Line(json, Path) is { } line ? $"{name}, line {line}: {Path}"
                : $"{name}: {Path}"
        );
}

/// <summary>
/// The rules that a notebook must satisfy to be run and written without loss. Fields that nbformat requires but that are not needed here
/// (empty metadata, outputs, execution counts) may be missing.
/// </summary>
internal static class NotebookSchema
{
    private static readonly HashSet<string> CellTypes = ["code", "markdown", "raw"];
    private static readonly HashSet<string> OutputTypes = ["stream", "display_data", "execute_result", "error"];

    public static IEnumerable<BrokenRule> Faults(JsonNode? root)
    {
        if (root is not JsonObject notebook)
            return [new("", "a notebook must be a JSON object", Kind(root), "an object")];
        if (Version(notebook) is { } version)
            return [version];
        return [.. Header(notebook), .. Cells(notebook)];
    }

    private static BrokenRule? Version(JsonObject notebook)
    {
        if (!notebook.ContainsKey("nbformat"))
        {
            return notebook.ContainsKey("worksheets")
                ? Old("3 or older")
                : new("", "a notebook must state its format", "no nbformat", "4", "The file may not be a notebook");
        }
        if (notebook["nbformat"] is not JsonValue value || !value.TryGetValue<int>(out var major))
            return new("nbformat", "must be a whole number", Shown(notebook["nbformat"]), "4");
        return major switch
        {
            4 => null,
            < 4 => Old($"{major}"),
            _ => new("nbformat", "this format is newer than the Workbench", $"{major}", "4", "Save the notebook as nbformat 4"),
        };
    }

    private static BrokenRule Old(string version) =>
        new("nbformat", "this format is too old", version, "4", "Convert it: jupyter nbconvert --to notebook --nbformat 4 FILE");

    private static IEnumerable<BrokenRule> Header(JsonObject notebook)
    {
        if (
            notebook["nbformat_minor"] is not (null or JsonValue)
            || notebook["nbformat_minor"] is JsonValue minor && !minor.TryGetValue<int>(out _)
        )
            yield return new("nbformat_minor", "must be a whole number", Shown(notebook["nbformat_minor"]), "0 to 5");
        if (notebook.ContainsKey("metadata") && notebook["metadata"] is not JsonObject)
            yield return new("metadata", "must be an object", Kind(notebook["metadata"]));
        if (!notebook.ContainsKey("cells"))
            yield return new("", "a notebook must have cells", "none", "an array named cells");
        else if (notebook["cells"] is not JsonArray)
            yield return new("cells", "must be an array", Kind(notebook["cells"]));
    }

    private static IEnumerable<BrokenRule> Cells(JsonObject notebook)
    {
        var newer = notebook["nbformat_minor"] is JsonValue value && value.TryGetValue<int>(out var minor) && minor > 5;
        return (notebook["cells"] as JsonArray ?? []).SelectMany((cell, index) => Cell(cell, $"cells[{index}]", newer));
    }

    private static IEnumerable<BrokenRule> Cell(JsonNode? node, string path, bool newer)
    {
        if (node is not JsonObject cell)
        {
            yield return new(path, "a cell must be an object", Kind(node));
            yield break;
        }
        var type = Text(cell["cell_type"]);
        // A later minor version may add cell types: such cells are kept and not run.
        if (type is null || !CellTypes.Contains(type) && !newer)
            yield return new(
                type is null && !cell.ContainsKey("cell_type") ? path : $"{path}.cell_type",
                "unknown cell type",
                Shown(cell["cell_type"]),
                string.Join(", ", CellTypes)
            );
        if (!IsText(cell["source"]))
            yield return new(
                cell.ContainsKey("source") ? $"{path}.source" : path,
                "source must be a text or an array of lines",
                Kind(cell["source"])
            );
        if (cell.ContainsKey("metadata") && cell["metadata"] is not JsonObject)
            yield return new($"{path}.metadata", "must be an object", Kind(cell["metadata"]));
        if ((cell["metadata"] as JsonObject)?["tags"] is { } tags && (tags is not JsonArray list || list.Any(tag => Text(tag) is null)))
            yield return new($"{path}.metadata.tags", "must be an array of strings", Shown(tags));
        if (cell["id"] is { } id && Text(id) is null)
            yield return new($"{path}.id", "must be a text", Shown(id));
        if (type != "code")
            yield break;
        if (cell["execution_count"] is { } count && !(count is JsonValue number && number.TryGetValue<int>(out _)))
            yield return new($"{path}.execution_count", "must be a whole number or null", Shown(count));
        if (cell.ContainsKey("outputs") && cell["outputs"] is not JsonArray)
            yield return new($"{path}.outputs", "must be an array", Kind(cell["outputs"]));
        var outputs = cell["outputs"] as JsonArray ?? [];
        for (var i = 0; i < outputs.Count; i++)
        {
            foreach (var fault in Output(outputs[i], $"{path}.outputs[{i}]", newer))
                yield return fault;
        }
    }

    private static IEnumerable<BrokenRule> Output(JsonNode? node, string path, bool newer)
    {
        if (node is not JsonObject output)
        {
            yield return new(path, "an output must be an object", Kind(node));
            yield break;
        }
        var type = Text(output["output_type"]);
        if (type is null || !OutputTypes.Contains(type) && !newer)
            yield return new(
                output.ContainsKey("output_type") ? $"{path}.output_type" : path,
                "unknown output_type",
                Shown(output["output_type"]),
                string.Join(", ", OutputTypes)
            );
        if (type is "stream" && !IsText(output["text"]))
            yield return new($"{path}.text", "must be a text or an array of lines", Kind(output["text"]));
        if (output["name"] is { } stream && Text(stream) is null)
            yield return new($"{path}.name", "must be a text", Shown(stream));
        if (output["metadata"] is not (null or JsonObject))
            yield return new($"{path}.metadata", "must be an object", Kind(output["metadata"]));
        if (type is "display_data" or "execute_result" && output["data"] is not JsonObject)
            yield return new($"{path}.data", "must be an object", Kind(output["data"]));
        foreach (var (form, lines) in output["data"] as JsonObject ?? [])
        {
            if (lines is JsonArray && !IsText(lines) && !MultilineText.IsJson(form))
                yield return new($"{path}.data", $"{form} must be a text or an array of lines", Shown(lines));
        }
        if (type is "error" && output["traceback"] is { } traceback && (traceback is not JsonArray || !IsText(traceback)))
            yield return new($"{path}.traceback", "must be an array of lines", Shown(traceback));
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool IsText(JsonNode? node) =>
        node is JsonArray lines ? lines.All(line => Text(line) is not null) : Text(node) is not null;

    private static string Shown(JsonNode? node) =>
        node?.ToJsonString() is { } text
            ? text.Length > 60
                ? text[..60] + "…"
                : text
            : "nothing";

    private static string Kind(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "nothing",
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            _ => "true or false",
        };
}
