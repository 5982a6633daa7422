using System.Text.Json.Nodes;

namespace Workbench.Notebook.Display;

/// <summary>
/// Keeps the scripts of a notebook document (nbformat 4) in order: each script occurs once, in a separate output before the first output
/// that needs it.
/// </summary>
public static class DocumentScripts
{
    private const string Html = "text/html";

    /// <summary>
    /// Puts each script before the first output that needs it, adds missing scripts and removes every other copy.
    /// </summary>
    /// <param name="scripts">The scripts that outputs may need.</param>
    /// <param name="cells">The document's <c>cells</c>; changed in place.</param>
    /// <returns>Whether the document changed.</returns>
    public static bool EnsureFirst(this ScriptLibrary scripts, JsonArray cells)
    {
        ArgumentNullException.ThrowIfNull(scripts);
        ArgumentNullException.ThrowIfNull(cells);
        var outputs = Outputs(cells).ToList();
        var wrong = scripts.Names.Where(name => !InPlace(scripts, name, outputs)).ToHashSet();
        if (wrong.Count == 0)
            return false;
        // Remove every copy, then insert each needed script before its first use.
        RemoveFrom(cells);
        var needed = new HashSet<string>();
        foreach (var output in Outputs(cells).ToList())
        {
            var missing = scripts.NeededBy(output.Text).Where(needed.Add).ToList();
            if (missing.Count > 0)
                output.InsertBefore(scripts.CarrierOf(missing));
        }
        return true;
    }

    /// <summary>Removes every script from the outputs. Figures then show their fallback, an image or a text.</summary>
    /// <param name="cells">The document's <c>cells</c>; changed in place.</param>
    public static void RemoveFrom(JsonArray cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        foreach (var output in Outputs(cells).Where(output => ScriptLibrary.CarriedBy(output.Text).Any()).ToList())
        {
            var text = ScriptLibrary.Without(output.Text);
            // Nothing but the script: remove the whole output.
            if (string.IsNullOrWhiteSpace(text))
                output.Remove();
            else
                output.Set(text);
        }
    }

    private static bool InPlace(ScriptLibrary scripts, string name, List<Output> outputs)
    {
        var carriers = Enumerable.Range(0, outputs.Count).Where(i => ScriptLibrary.CarriedBy(outputs[i].Text).Contains(name)).ToList();
        var first = outputs.FindIndex(output => scripts.NeededBy(output.Text).Contains(name));
        // A front end that prefers another form of an output (VS Code: a figure's data) does not run scripts in the output's HTML.
        return first < 0
            ? carriers.Count == 0
            : carriers.Count == 1 && carriers[0] <= first && (carriers[0] < first || outputs[first].HtmlAlone);
    }

    private static IEnumerable<Output> Outputs(JsonArray cells) =>
        from cell in cells.OfType<JsonObject>()
        where cell["outputs"] is JsonArray
        from output in cell["outputs"]!.AsArray().OfType<JsonObject>()
        where output["data"] is JsonObject
        let data = output["data"]!.AsObject()
        where data[Html] is not null
        select new Output(output, data, TextOf(data[Html]!));

    // nbformat stores long text as a list of lines.
    private static string TextOf(JsonNode node) =>
        node switch
        {
            JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => "",
        };

    private sealed record Output(JsonObject Node, JsonObject Data, string Text)
    {
        private JsonArray Siblings => (JsonArray)Node.Parent!;

        public bool HtmlAlone => Data.All(form => form.Key is Html or "text/plain");

        public void Set(string text) => Data[Html] = text;

        public void Remove() => Siblings.Remove(Node);

        public void InsertBefore(MimeBundle bundle) =>
            Siblings.Insert(
                Siblings.IndexOf(Node),
                new JsonObject
                {
                    ["data"] = bundle.Data.DeepClone(),
                    ["metadata"] = bundle.Metadata.DeepClone(),
                    ["output_type"] = "display_data",
                }
            );
    }
}
