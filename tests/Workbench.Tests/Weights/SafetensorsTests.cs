using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TorchSharp;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Tests.WeightTests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private static string Python(string verb, string path, string input = "")
    {
        var script = Clone.In("tests", "oracles", "safetensors_file.py");
        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [script, verb, path]) { RedirectStandardOutput = true, RedirectStandardInput = true }
        )!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return said;
    }

    private string Write(params KeyValuePair<string, Tensor>[] tensors)
    {
        var path = _folder.File("file.safetensors");
        using var stream = File.Create(path);
        Safetensors.Write(stream, tensors, new Dictionary<string, string> { ["step"] = "7" });
        return path;
    }

    [Fact]
    public void An_independent_reader_reads_what_we_write()
    {
        var path = Write(
            new("matrix", tensor(new[] { 1.5f, -2, 3.25f, 0, 1e-30f, 1e30f }, [2, 3])),
            new("transposed", tensor(new[] { 1.0, 2, 3, 4 }, [2, 2]).t()),
            new("scalar", tensor(42L)),
            new("half", tensor(new[] { 1.5f, -0.25f }).to(ScalarType.BFloat16)),
            new("none", zeros([0, 3])),
            new("flags", tensor(new[] { true, false, true }))
        );
        using var read = JsonDocument.Parse(Python("read", path));
        void Check(string name, string dtype, long[] shape, params double[] values)
        {
            var one = read.RootElement.GetProperty(name);
            Assert.Equal(dtype, one.GetProperty("dtype").GetString());
            Assert.Equal(shape, one.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()));
            Assert.Equal(
                values,
                one.GetProperty("values").EnumerateArray().Select(value => double.Parse(value.GetString()!, CultureInfo.InvariantCulture))
            );
        }

        Check("matrix", "F32", [2, 3], 1.5, -2, 3.25, 0, 1e-30, 1e30);
        Check("transposed", "F64", [2, 2], 1, 3, 2, 4);
        Check("scalar", "I64", [], 42);
        Check("half", "BF16", [2], 1.5, -0.25);
        Check("none", "F32", [0, 3]);
        Assert.Equal(
            ["True", "False", "True"],
            read.RootElement.GetProperty("flags").GetProperty("values").EnumerateArray().Select(value => value.GetString())
        );
        Assert.Equal("7", read.RootElement.GetProperty("__metadata__").GetProperty("step").GetString());
    }

    [Fact]
    public void We_read_what_an_independent_writer_writes()
    {
        var path = _folder.File("theirs.safetensors");
        Python(
            "write",
            path,
            """{"b": {"dtype": "F64", "shape": [2, 1], "values": [0.5, -1e300]}, "a": {"dtype": "I32", "shape": [3], "values": [1, 2, -3]}, "empty": {"dtype": "F32", "shape": [0], "values": []}}"""
        );
        using var stream = File.OpenRead(path);
        var read = Safetensors.Read(stream);
        Assert.Equal(["b", "a", "empty"], read.Keys);
        Assert.Equal([2L, 1], read["b"].shape);
        Assert.Equal([0.5, -1e300], read["b"].data<double>().ToArray());
        Assert.Equal([1, 2, -3], read["a"].data<int>().ToArray());
        Assert.Equal(0, read["empty"].numel());
    }

    [Fact]
    public void Bits_come_back()
    {
        var bits = tensor(Enumerable.Range(0, 1000).Select(i => BitConverter.Int32BitsToSingle(i * 7_654_321)).ToArray());
        using var stream = File.OpenRead(Write(new KeyValuePair<string, Tensor>("w", bits)));
        var read = Safetensors.Read(stream, out var metadata)["w"];
        Assert.Equal(bits.bytes.ToArray(), read.bytes.ToArray());
        Assert.Equal("7", metadata["step"]);
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_refused()
    {
        var whole = File.ReadAllBytes(Write(new("w", ones([3, 2])), new("b", ones([2]))));
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(new MemoryStream(whole[..length])));
        Assert.Throws<InvalidDataException>(() => Safetensors.Read(new MemoryStream([.. whole, 0])));
    }

    [Theory]
    [InlineData("""{"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}""", 4, "w's byte range does not fit its shape")]
    [InlineData("""{"w": {"dtype": "F32", "shape": [-1], "data_offsets": [0, -4]}}""", 0, "w's byte range does not fit its shape")]
    [InlineData(
        """{"w": {"dtype": "F33", "shape": [1], "data_offsets": [0, 4]}, "v": {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [4, 5]}}""",
        5,
        "w has the unknown type F33; allowed: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL; v has the unknown type F8_E4M3; allowed: "
    )]
    [InlineData(
        """{"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "v": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}""",
        12,
        "v overlaps the tensor before it"
    )]
    [InlineData("""{"w": {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]}}""", 8, "w ends 4 bytes behind the end of the file")]
    [InlineData("""{"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", 8, "the file does not end with its last tensor")]
    [InlineData(
        """{"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""",
        4,
        "w is there twice"
    )]
    [InlineData("""{"w": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}}""", 4, "w's byte range does not fit its shape")]
    [InlineData("""{"w": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", 8, "w does not begin where the tensor before it ends")]
    [InlineData(
        """{"w": {"dtype": "F32", "shape": [4611686018427387904, 16], "data_offsets": [0, 0]}}""",
        0,
        "w's byte range does not fit its shape"
    )]
    [InlineData("""{"w": 3}""", 0, "no safetensors file: ")]
    [InlineData("{{", 0, "no safetensors file: ")]
    public void A_header_that_lies_is_refused(string header, int bytes, string expected)
    {
        var file = WeightFile.Safetensors(header, bytes);
        Assert.StartsWith(expected, Assert.Throws<InvalidDataException>(() => Safetensors.Read(new MemoryStream(file))).Message);
    }

    [Fact]
    public void A_header_that_is_too_long_is_refused()
    {
        var file = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(file, 1L << 40);
        var refused = Assert.Throws<InvalidDataException>(() => Safetensors.Read(new MemoryStream(file)));
        Assert.Equal("no safetensors file: its first eight bytes are not the length of a header; allowed: 2 to 8", refused.Message);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
