using System.Text;
using TorchSharp;
using Workbench.Models.FeedForward;
using Workbench.Tests.PretrainedTests;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Tests.WeightTests;

/// <summary>ONNX files: what is read, and everything that is refused.</summary>
public sealed class OnnxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private string Write(byte[] content)
    {
        var path = _folder.File("file.onnx");
        File.WriteAllBytes(path, content);
        return path;
    }

    private static OnnxWriter Layer() =>
        new OnnxWriter()
            .Node("MatMul", ["x", "17"], "18")
            .Node("Add", ["a.bias", "18"], "19")
            .Tensor("17", [1, 2, 3, 4, 5, 6], 2, 3)
            .Tensor("a.bias", [7, 8, 9], 3);

    [Fact]
    public void An_anonymous_matrix_has_the_name_of_its_bias_and_is_transposed_back()
    {
        var packed = new MemoryStream();
        packed.Write(BitConverter.GetBytes(0.5f));
        packed.Write(BitConverter.GetBytes(-2f));
        var path = Write(
            Layer()
                .Tensor("half", [2], tensor => OnnxWriter.Field(tensor, 9, [0, 0x3c, 0, 0xc0]), type: 10)
                .Tensor("packed", [2], tensor => OnnxWriter.Field(tensor, 4, packed.ToArray()))
                .Tensor("20", [2], tensor => OnnxWriter.Field(tensor, 9, new byte[16]), type: 7)
                .File()
        );
        using var source = WeightSource.Open(path);
        Assert.Equal(["a.bias", "a.weight", "half", "packed"], source.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([3L, 2], source.Entries["a.weight"].Shape);
        Assert.Equal([1f, 4, 2, 5, 3, 6], source.Read("a.weight").data<float>().ToArray());
        Assert.Equal([7f, 8, 9], source.Read("a.bias").data<float>().ToArray());
        Assert.Equal([1f, -2], source.Read("half").to(ScalarType.Float32).data<float>().ToArray());
        Assert.Equal([0.5f, -2], source.Read("packed").data<float>().ToArray());
    }

    [Fact]
    public void Tensors_that_cannot_be_read_are_all_listed()
    {
        var path = Write(
            Layer()
                .Tensor("outside", [2], tensor => OnnxWriter.Number(tensor, 14, 1))
                .Tensor("elsewhere", [2], tensor => OnnxWriter.Field(tensor, 13, [10, 1, 120]))
                .Tensor("short", [1, 2, 3], 4)
                .Tensor("huge", [long.MaxValue, long.MaxValue], tensor => OnnxWriter.Field(tensor, 9, [0, 0, 0, 0]))
                .Tensor("negative", [-1, 1], tensor => OnnxWriter.Field(tensor, 9, [0, 0, 0, 0]))
                .Tensor("text", [1], tensor => OnnxWriter.Field(tensor, 6, "x"), type: 8)
                .Tensor("a.bias", [1], 1)
                .File()
        );
        var refused = Assert.Throws<InvalidInputException>(() => WeightSource.Open(path));
        foreach (
            var expected in (string[])
                [
                    "outside is in another file (external data)",
                    "elsewhere is in another file (external data)",
                    "short has 12 bytes of data, not 16",
                    "huge has 4 bytes of data, not 340282366920938463389587631136930004996",
                    "negative has the sizes [-1, 1]",
                    "text has the element type 8 of ONNX",
                    "a.bias is there twice",
                ]
        )
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        var whole = Layer().File();
        for (var length = 8; length < whole.Length; length++)
        {
            var path = Write(whole[..length]);
            var refused = Assert.Throws<InvalidInputException>(() => WeightSource.Open(path));
            Assert.Contains("truncated", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_never_break_the_reader()
    {
        var whole = Layer().File();
        var refused = 0;
        for (var at = 2; at < whole.Length; at++)
            foreach (var value in (byte[])[0, 1, 0x7f, 0x80, 0xff])
            {
                var damaged = whole.ToArray();
                damaged[at] = value;
                var path = Write(damaged);
                try
                {
                    using var source = WeightSource.Open(path);
                    foreach (var name in source.Entries.Keys)
                        source.Read(name).Dispose();
                }
                catch (InvalidInputException)
                {
                    refused++;
                }
            }
        Assert.InRange(refused, 50, 5 * whole.Length - 1);
    }

    [Fact]
    public void Another_architecture_is_refused_with_all_that_is_missing()
    {
        var path = Write(Layer().Node("Conv", ["19"], "20").Node("Conv", ["20"], "21").File());
        var refused = Assert.Throws<InvalidInputException>(() => SavedModel.Open(path));
        Assert.Equal(5, refused.Faults.Count);
        Assert.Contains("an operator that is not part of BERT (got Conv (2 times))", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "a weight of BERT's is missing (got embeddings.position_embeddings.weight)",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_of_weights_alone_has_no_config()
    {
        var path = _folder.File("a.safetensors");
        using (var stream = File.Create(path))
            Safetensors.Write(stream, [new KeyValuePair<string, Tensor>("w", ones([2]))]);
        var refused = Assert.Throws<InvalidInputException>(() => SavedModel.Open(path));
        Assert.Contains("the file has weights without a config", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Changes =>
        new()
        {
            // The bytes of a value in the graph, those that replace the first of them, and what is said of it.
            { "t:Softmax", "t:Sigmoid", "an operator that is not part of BERT (got Sigmoid (1 times))" },
            { "t:Erf", "t:Cos", "an operator that is not part of BERT (got Cos (1 times))" },
            { "f:5.656854152679443", "f:6", "the scores are not the product of queries and keys, divided by the root" },
            { "f:9.999999960041972e-13", "f:1e-6", "the norms differ (got 1E-06, 1E-12)" },
            { "f:1.4142135381698608", "f:1.5", "the activation is none that is known" },
            { "n:encoder.layer.2.output.dense.bias", "n:encoder.layer.2.output.dense.bios", "there is no such linear layer" },
            { "n:pooler.dense.bias", "n:pooler.dense.bias", "" },
        };

    // A model that loads without a word and computes something else is the worst that can happen.
    [Theory, MemberData(nameof(Changes))]
    public void A_graph_that_computes_something_else_is_refused(string from, string to, string expected)
    {
        var content = File.ReadAllBytes(MiniLm.OnnxPath);
        var old = Bytes(from);
        var at = content.AsSpan().IndexOf(old);
        Assert.True(at >= 0, $"{from} is not in the file");
        Bytes(to).CopyTo(content, at);
        var path = Write(content);
        if (expected.Length == 0)
        {
            using var same = SavedModel.Open(path);
            Assert.Equal(12, same.Config.HeadCount);
            Assert.Equal(new GeluFeedForward(), same.Config.FeedForward);
            return;
        }
        var refused = Assert.Throws<InvalidInputException>(() => SavedModel.Open(path));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pretrained_file_cut_off_is_refused()
    {
        var content = File.ReadAllBytes(MiniLm.OnnxPath);
        var refused = Assert.Throws<InvalidInputException>(() => SavedModel.Open(Write(content[..^1])));
        Assert.Contains("truncated", refused.Message, StringComparison.Ordinal);
    }

    // t: the operator of a node; f: a number as raw data; n: a name.
    private static byte[] Bytes(string value)
    {
        var text = Encoding.UTF8.GetBytes(value[2..]);
        return value[0] switch
        {
            't' => [0x22, (byte)text.Length, .. text],
            'f' => [0x4a, 4, .. BitConverter.GetBytes(float.Parse(value[2..], System.Globalization.CultureInfo.InvariantCulture))],
            _ => text,
        };
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
