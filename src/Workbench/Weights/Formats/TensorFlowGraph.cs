using System.Text.Json;

namespace Workbench.Weights;

/// <summary>A node of a TensorFlow graph.</summary>
/// <param name="Operator">What it computes: "MatMul".</param>
/// <param name="Inputs">The nodes that it reads.</param>
internal sealed record TensorFlowNode(string Operator, IReadOnlyList<string> Inputs);

/// <summary>The nodes of a TensorFlow graph, by name.</summary>
internal sealed class TensorFlowGraph
{
    private readonly Dictionary<string, TensorFlowNode> _nodes;

    private TensorFlowGraph(Dictionary<string, TensorFlowNode> nodes) => _nodes = nodes;

    /// <summary>The operators and how often they are there.</summary>
    public IReadOnlyDictionary<string, int> Operators => _nodes.Values.CountBy(one => one.Operator).ToDictionary();

    /// <summary>Whether a node computes this of these; further inputs, such as axes, are not compared.</summary>
    public bool Has(string name, string kind, params ReadOnlySpan<string> inputs)
    {
        if (!_nodes.TryGetValue(name, out var node) || node.Operator != kind || node.Inputs.Count < inputs.Length)
            return false;
        for (var i = 0; i < inputs.Length; i++)
            if (node.Inputs[i] != inputs[i])
                return false;
        return true;
    }

    /// <summary>Reads "modelTopology".</summary>
    public static TensorFlowGraph Read(JsonElement topology) =>
        new(
            topology
                .GetProperty("node")
                .EnumerateArray()
                .ToDictionary(
                    node => node.GetProperty("name").GetString() ?? "",
                    node => new TensorFlowNode(
                        node.GetProperty("op").GetString() ?? "",
                        node.TryGetProperty("input", out var inputs)
                            ? [.. inputs.EnumerateArray().Select(one => one.GetString() ?? "")]
                            : []
                    ),
                    StringComparer.Ordinal
                )
        );
}
