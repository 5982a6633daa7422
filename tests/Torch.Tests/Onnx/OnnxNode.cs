using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Onnx;

/// <summary>A case of ONNX's operator tests: one node, its inputs and the outputs it must have (onnx.proto has the field numbers).</summary>
internal sealed class OnnxNode
{
    public required string Operator { get; init; }

    public required Dictionary<string, object> Attributes { get; init; }

    /// <summary>Inputs in the node's order; null for an optional one that is left out.</summary>
    public required Tensor?[] Inputs { get; init; }

    public required Tensor[] Outputs { get; init; }

    public long Integer(string name, long otherwise) => Attributes.TryGetValue(name, out var value) ? (long)value : otherwise;

    public float Real(string name, float otherwise) => Attributes.TryGetValue(name, out var value) ? (float)value : otherwise;

    public string Text(string name, string otherwise) => Attributes.TryGetValue(name, out var value) ? (string)value : otherwise;

    public long[]? Integers(string name) => Attributes.TryGetValue(name, out var value) ? (long[])value : null;

    /// <summary>The case of a folder; null if it has more than one node or holds what is not a tensor.</summary>
    public static OnnxNode? Read(string folder)
    {
        var nodes = new List<byte[]>();
        var inputNames = new List<string>();
        var outputNames = new List<string>();
        var model = new Protobuf(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        while (model.Next())
        {
            if (model.Field != 7)
                continue;
            var graph = new Protobuf(model.Bytes);
            while (graph.Next())
                if (graph.Field == 1)
                    nodes.Add(graph.Bytes.ToArray());
                else if (graph.Field is 11 or 12)
                    (graph.Field == 11 ? inputNames : outputNames).Add(TensorName(graph.Bytes));
        }
        if (nodes.Count != 1 || inputNames.Contains("") || outputNames.Contains(""))
            return null;
        var kind = "";
        var used = new List<string>();
        var attributes = new Dictionary<string, object>();
        var node = new Protobuf(nodes[0]);
        while (node.Next())
            switch (node.Field)
            {
                case 1: used.Add(node.Text); break;
                case 4: kind = node.Text; break;
                case 5: ReadAttribute(node.Bytes, attributes); break;
            }
        var data = Path.Combine(folder, "test_data_set_0");
        var given = inputNames.Select((name, k) => (name, Tensor: ReadTensor(Path.Combine(data, $"input_{k}.pb")))).ToList();
        var wanted = outputNames.Select((_, k) => ReadTensor(Path.Combine(data, $"output_{k}.pb"))).ToList();
        if (given.Exists(input => input.Tensor is null) || wanted.Contains(null!))
            return null;
        return new OnnxNode
        {
            Operator = kind,
            Attributes = attributes,
            Inputs = [.. used.Select(name => name.Length == 0 ? null : given.First(input => input.name == name).Tensor)],
            Outputs = [.. wanted!],
        };
    }

    // The name of an input or output; empty where it is a sequence, a map or an optional value.
    private static string TensorName(ReadOnlySpan<byte> value)
    {
        var name = "";
        var info = new Protobuf(value);
        while (info.Next())
        {
            if (info.Field == 1)
                name = info.Text;
            if (info.Field != 2)
                continue;
            var type = new Protobuf(info.Bytes);
            if (!type.Next() || type.Field != 1)
                return "";
        }
        return name;
    }

    private static void ReadAttribute(ReadOnlySpan<byte> bytes, Dictionary<string, object> attributes)
    {
        var (name, kind, integer, text, real) = ("", 0L, 0L, "", 0f);
        var integers = new List<long>();
        var attribute = new Protobuf(bytes);
        while (attribute.Next())
            switch (attribute.Field)
            {
                case 1: name = attribute.Text; break;
                case 2: real = BitConverter.Int32BitsToSingle((int)attribute.Number); break;
                case 3: integer = attribute.Number; break;
                case 4: text = attribute.Text; break;
                case 8: attribute.AddNumbers(integers); break;
                case 20: kind = attribute.Number; break;
            }
        object? value = kind switch { 1 => real, 2 => integer, 3 => text, 7 => integers.ToArray(), _ => null };
        if (value is not null)
            attributes[name] = value;
    }

    private static Tensor? ReadTensor(string path)
    {
        if (!File.Exists(path))
            return null;
        var (type, raw) = (0L, Array.Empty<byte>());
        List<long> shape = [], integers = [];
        var reals = new List<byte>();
        var tensor = new Protobuf(File.ReadAllBytes(path));
        while (tensor.Next())
            switch (tensor.Field)
            {
                case 1: tensor.AddNumbers(shape); break;
                case 2: type = tensor.Number; break;
                case 4 or 10: reals.AddRange(tensor.Bytes); break;
                case 5 or 7: tensor.AddNumbers(integers); break;
                case 9: raw = tensor.Bytes.ToArray(); break;
            }
        ScalarType? element = type switch
        {
            1 => float32, 2 => uint8, 3 => int8, 5 => int16, 6 => int32, 7 => int64, 9 => @bool, 10 => float16, 11 => float64, _ => null,
        };
        if (element is not { } dtype)
            return null;
        if (integers.Count > 0)
            return torch.tensor(integers.ToArray()).to(dtype).reshape([.. shape]);
        var bytes = raw.Length > 0 ? raw : CollectionsMarshal.AsSpan(reals).ToArray();
        var made = empty(shape.ToArray(), dtype);
        if (bytes.Length != made.numel() * made.element_size())
            return null;
        made.bytes = bytes;
        return made;
    }
}
