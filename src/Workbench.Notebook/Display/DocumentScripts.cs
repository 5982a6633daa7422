using System.Text.Json.Nodes;

namespace Workbench.Notebook.Display;

/// <summary>
/// The scripts in a notebook document (nbformat 4), which must be carried once, by an output of their own before the first one that needs
/// them.
/// </summary>
public static class DocumentScripts
{
    private const string Html = "text/html";

    /// <summary>
    /// Puts each script before the first output that needs it and removes every other copy; brings a script that is missing.
    /// </summary>
    /// <param name="scripts">What outputs may need.</param>
    /// <param name="cells">The document's <c>cells</c>; changed in place.</param>
    /// <returns>Whether anything had to be changed.</returns>
    public static bool EnsureFirst(this ScriptLibrary scripts, JsonArray cells)
    {
        ArgumentNullException.ThrowIfNull(scripts);
        ArgumentNullException.ThrowIfNull(cells);
        var outputs = Outputs(cells).ToList();
        var wrong = scripts.Names.Where(name => !InPlace(scripts, name, outputs)).ToHashSet();
        if (wrong.Count == 0)
            return false;
        // Whatever is carried anywhere goes, then everything that is needed comes back where it is needed first.
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

    /// <summary>Removes every script that outputs carry: figures then show their fallback, a picture or words.</summary>
    /// <param name="cells">The document's <c>cells</c>; changed in place.</param>
    public static void RemoveFrom(JsonArray cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        foreach (var output in Outputs(cells).Where(output => ScriptLibrary.CarriedBy(output.Text).Any()).ToList())
        {
            var text = ScriptLibrary.Without(output.Text);
            // An output that was there for the script alone goes with it.
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
        // Nobody runs what stands in the HTML of an output whose other forms are preferred, as a figure's data are in VS Code.
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

    // nbformat lets long text be a list of lines.
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
