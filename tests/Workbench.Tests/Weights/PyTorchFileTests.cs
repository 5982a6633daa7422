using TorchSharp;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Tests.WeightTests;

/// <summary>Files that python3-torch writes.</summary>
public sealed class PyTorchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private string File(string kind)
    {
        var path = _folder.File($"{kind}.pt");
        WeightFile.Python("torch_file.py", kind, path);
        return path;
    }

    [Theory, InlineData("plain"), InlineData("protocol4")]
    public void Values_types_strides_offsets_and_shared_storages_are_honoured(string kind)
    {
        using var file = WeightSource.Open(File(kind));
        Assert.IsType<PyTorchFile>(file);
        Check("matrix", ScalarType.Float32, [2, 3], 1.5, -2, 3.25, 0, 1e-30f, 1e30f);
        Check("transposed", ScalarType.Float64, [3, 2], 0, 3, 1, 4, 2, 5);
        Check("part", ScalarType.Float32, [2, 3], 4, 5, 6, 7, 8, 9);
        Check("column", ScalarType.Float32, [4], 1, 7, 13, 19);
        Check("shared", ScalarType.Float32, [24], [.. Enumerable.Range(0, 24).Select(i => (double)i)]);
        Check("half", ScalarType.BFloat16, [2], 1.5, -0.25);
        Check("small", ScalarType.Float16, [2], 0.5, 65504);
        Check("count", ScalarType.Int64, [], 7);
        Check("none", ScalarType.Float32, [0, 3]);
        Check("flags", ScalarType.Bool, [2], 1, 0);

        void Check(string name, ScalarType type, long[] shape, params double[] values)
        {
            Assert.Equal((type, string.Join(',', shape)), (file.Entries[name].Type, string.Join(',', file.Entries[name].Shape)));
            var read = file.Read(name);
            Assert.True(read.is_contiguous());
            Assert.Equal(shape, read.shape);
            if (read.numel() > 0)
                Assert.Equal(values, read.to(ScalarType.Float64).data<double>().ToArray());
        }
    }

    [Fact]
    public void State_dicts_of_modules_are_read()
    {
        using var file = WeightSource.Open(File("module"));
        Assert.Equal(
            ["0.bias", "0.weight", "1.bias", "1.num_batches_tracked", "1.running_mean", "1.running_var", "1.weight"],
            file.Entries.Keys.Order(StringComparer.Ordinal)
        );
        using var parameter = WeightSource.Open(File("parameter"));
        Assert.Equal([1f, 1, 1, 1], parameter.Read("w").data<float>().ToArray());
        using var nested = WeightSource.Open(File("nested"));
        Assert.Equal(["w"], nested.Entries.Keys);
    }

    [Theory]
    [InlineData(
        "code",
        "the pickle imports __builtin__.print, which could run code; allowed: collections.OrderedDict, torch.BFloat16Storage, "
    )]
    [InlineData("whole-module", "the pickle imports __builtin__.set, torch.nn.modules.linear.Linear, which could run code")]
    [InlineData("mixed", "epoch is not a tensor")]
    [InlineData("old", "this is PyTorch's format from before version 1.6")]
    [InlineData("outside", "w lies outside its data")]
    [InlineData("short", "w has 12 bytes of data, not 16")]
    public void Other_files_are_refused(string kind, string expected)
    {
        var refused = Assert.Throws<InvalidInputException>(() => WeightSource.Open(File(kind)));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_pickle_is_refused_wherever_it_is_cut()
    {
        var allowed = new HashSet<string> { "collections.OrderedDict" };
        byte[] whole = [0x80, 2, (byte)'}', (byte)'q', 0, (byte)'X', 1, 0, 0, 0, (byte)'w', (byte)'K', 3, (byte)'s', (byte)'.'];
        Assert.Equal([new KeyValuePair<object, object?>("w", 3L)], (PickleDictionary)new PickleReader(whole, allowed).Read()!);
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => new PickleReader(whole[..length], allowed).Read());
        for (var i = 0; i < whole.Length; i++)
        for (var value = 0; value < 256; value++)
        {
            byte[] changed = [.. whole];
            changed[i] = (byte)value;
            // Anything but another exception.
            _ = Record.Exception(() => new PickleReader(changed, allowed).Read()) is null or InvalidDataException
                ? true
                : throw new InvalidOperationException($"byte {i} = {value}");
        }
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
