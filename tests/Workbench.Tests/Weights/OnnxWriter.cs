using System.Runtime.InteropServices;
using System.Text;

namespace Workbench.Tests.WeightTests;

/// <summary>Writes small ONNX files, right ones and wrong ones, field by field.</summary>
internal sealed class OnnxWriter
{
    private readonly MemoryStream _graph = new();

    public OnnxWriter Node(string kind, string[] inputs, string output)
    {
        var node = new MemoryStream();
        foreach (var input in inputs)
            Field(node, 1, input);
        Field(node, 2, output);
        Field(node, 4, kind);
        Field(_graph, 1, node.ToArray());
        return this;
    }

    /// <param name="name">The name.</param>
    /// <param name="values">The elements, as raw data.</param>
    /// <param name="shape">The sizes.</param>
    public OnnxWriter Tensor(string name, float[] values, params long[] shape) =>
        Tensor(name, shape, tensor => Field(tensor, 9, MemoryMarshal.AsBytes<float>(values).ToArray()));

    /// <param name="name">The name.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="data">Writes the fields with the elements.</param>
    /// <param name="type">The element type; 1 is float32.</param>
    public OnnxWriter Tensor(string name, long[] shape, Action<Stream> data, int type = 1)
    {
        var tensor = new MemoryStream();
        foreach (var size in shape)
            Number(tensor, 1, (ulong)size);
        Number(tensor, 2, (ulong)type);
        Field(tensor, 8, name);
        data(tensor);
        Field(_graph, 5, tensor.ToArray());
        return this;
    }

    public byte[] File()
    {
        var file = new MemoryStream();
        Number(file, 1, 7);
        Field(file, 2, "test");
        Field(file, 7, _graph.ToArray());
        return file.ToArray();
    }

    public static void Field(Stream to, int field, string text) => Field(to, field, Encoding.UTF8.GetBytes(text));

    public static void Field(Stream to, int field, byte[] bytes)
    {
        Varint(to, ((ulong)field << 3) | 2);
        Varint(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    public static void Number(Stream to, int field, ulong value)
    {
        Varint(to, (ulong)field << 3);
        Varint(to, value);
    }

    private static void Varint(Stream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }
}
