using System.Text.Json.Nodes;

namespace Workbench.Notebook.Documents.Running;

/// <summary>
/// Which outputs of a notebook were shown under which display id; an update changes all of them, in whatever cell they stand.
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

    /// <summary>Puts a bundle in the place of every output of an id; nothing happens when there is none.</summary>
    public void Update(string id, JsonObject data, JsonObject metadata)
    {
        foreach (var output in _outputs.GetValueOrDefault(id) ?? [])
        {
            output["data"] = data.DeepClone();
            output["metadata"] = metadata.DeepClone();
        }
    }
}
