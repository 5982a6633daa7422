namespace Workbench.Weights;

/// <summary>The graph of an ONNX file: its nodes and initializers. What the file has beyond is passed over.</summary>
internal sealed class OnnxGraph
{
    // Values that are only passed on, by the name of what they are. Nodes are in order of computation, so that no name leads to itself.
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxNode> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<OnnxNode>> _consumers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxTensor> _constants = new(StringComparer.Ordinal);

    private OnnxGraph(IReadOnlyList<OnnxNode> nodes, IReadOnlyList<OnnxTensor> initializers, IReadOnlyList<string> outputs)
    {
        (Nodes, Initializers, Outputs) = (nodes, initializers, outputs);
        foreach (var tensor in initializers)
            _constants.TryAdd(tensor.Name, tensor);
        foreach (var node in nodes)
            Add(node);
    }

    /// <summary>The nodes in order of computation.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; }

    /// <summary>The saved tensors.</summary>
    public IReadOnlyList<OnnxTensor> Initializers { get; }

    /// <summary>The names of the outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    private void Add(OnnxNode node)
    {
        // What dropout leaves of itself in a model that is not trained.
        if (node is { Operator: "Identity" or "Dropout", Inputs: [var passed, ..], Outputs: [var same, ..] })
        {
            _sources.TryAdd(same, Source(passed));
            return;
        }
        if (node is { Operator: "Constant", Value: { } value, Outputs: [var constant] })
            _constants.TryAdd(constant, value);
        foreach (var input in node.Inputs.Select(Source).Distinct(StringComparer.Ordinal))
        {
            if (!_consumers.TryGetValue(input, out var consumers))
                _consumers[input] = consumers = [];
            consumers.Add(node);
        }
        foreach (var output in node.Outputs)
            _producers.TryAdd(output, node);
    }

    /// <summary>The node that computes a value; null for inputs and initializers.</summary>
    public OnnxNode? Producer(string name) => _producers.GetValueOrDefault(Source(name));

    /// <summary>The nodes that read a value.</summary>
    public IReadOnlyList<OnnxNode> Consumers(string name) => _consumers.GetValueOrDefault(Source(name)) ?? [];

    /// <summary>The name of what a value is, without the nodes that only pass it on.</summary>
    public string Source(string name) => _sources.GetValueOrDefault(name, name);

    /// <summary>The elements of a small constant; null for anything else.</summary>
    public IReadOnlyList<double>? Values(string name) => _constants.GetValueOrDefault(Source(name))?.Values;

    /// <summary>The value of a constant of one element; null for anything else.</summary>
    public double? Scalar(string name) => Values(name) is [var one] ? one : null;

    /// <summary>Reads a ModelProto.</summary>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or it is cut off.</exception>
    public static OnnxGraph Read(ReadOnlySpan<byte> file)
    {
        var message = new ProtobufReader(file, 0);
        OnnxGraph? graph = null;
        while (message.Next())
            if (message is { Field: 7, HasBytes: true })
                graph = graph is null ? ReadGraph(message.Message) : throw new InvalidDataException("the file has two graphs");
        return graph ?? throw new InvalidDataException("the file has no graph: it is no ONNX model, or it is truncated");
    }

    private static OnnxGraph ReadGraph(ProtobufReader message)
    {
        List<OnnxNode> nodes = [];
        List<OnnxTensor> tensors = [];
        List<string> outputs = [];
        while (message.Next())
            switch (message.Field)
            {
                case 1:
                    nodes.Add(OnnxNode.Read(message.Message));
                    break;
                case 5:
                    tensors.Add(OnnxTensor.Read(message.Message));
                    break;
                case 12:
                    var value = message.Message;
                    while (value.Next())
                        if (value.Field == 1)
                            outputs.Add(value.Text);
                    break;
            }
        return new(nodes, tensors, outputs);
    }
}
