using System.Text.Json.Nodes;

namespace Workbench.Notebook.Tests.EndToEnd;

/// <summary>Notebooks as files have them.</summary>
internal static class Notebooks
{
    /// <summary>A notebook of these code cells, for our kernel.</summary>
    public static JsonObject Of(params string[] cells) =>
        new()
        {
            ["cells"] = new JsonArray([
                .. cells.Select(
                    (code, i) =>
                        new JsonObject
                        {
                            ["cell_type"] = "code",
                            ["id"] = $"cell-{i}",
                            ["execution_count"] = null,
                            ["metadata"] = new JsonObject(),
                            ["outputs"] = new JsonArray(),
                            ["source"] = code,
                        }
                ),
            ]),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject
                {
                    ["name"] = "workbench",
                    ["display_name"] = "Workbench (C#)",
                    ["language"] = "C#",
                },
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };

    public static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    public static IEnumerable<JsonObject> CodeCells(this JsonObject notebook) =>
        notebook["cells"]!.AsArray().Select(cell => cell!.AsObject()).Where(cell => (string?)cell["cell_type"] == "code");

    public static IEnumerable<JsonObject> Outputs(this JsonObject cell) => cell["outputs"]!.AsArray().Select(output => output!.AsObject());

    public static IEnumerable<string> Tags(this JsonObject cell) => cell["metadata"]?["tags"]?.AsArray().Select(tag => (string)tag!) ?? [];

    /// <summary>A text that nbformat keeps as one string or as lines.</summary>
    public static string Text(this JsonNode? node) =>
        node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)node ?? "";
}
