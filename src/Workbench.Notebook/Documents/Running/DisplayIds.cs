using System.Text.Json.Nodes;

namespace Workbench.Notebook.Documents.Running;

/// <summary>
/// The outputs of a notebook by display id. An update changes every output of an id, in all cells.
/// </summary>
internal sealed class DisplayIds
{
    private readonly Dictionary<string, List<JsonObject>> _outputs = [];

    public void Add(string id, JsonObject output)
    {
        if (!_outputs.TryGetValue(id, out var list))
            _outputs[id] = list = [];
        list.Add(output);
    }

    public void Forget(JsonArray outputs)
    {
        foreach (var list in _outputs.Values)
            list.RemoveAll(output => outputs.Contains(output));
    }

    /// <summary>Replaces the bundle of every output of an id; does nothing for an unknown id.</summary>
    public void Update(string id, JsonObject data, JsonObject metadata)
    {
        foreach (var output in _outputs.GetValueOrDefault(id) ?? [])
        {
            output["data"] = data.DeepClone();
            output["metadata"] = metadata.DeepClone();
        }
    }
}
