using TorchSharp;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Tests.WeightTests;

/// <summary>Files and folders of weights, tensor by tensor.</summary>
public sealed class WeightSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private string Write(string name, params KeyValuePair<string, Tensor>[] tensors)
    {
        var path = _folder.File(name);
        using var stream = File.Create(path);
        Safetensors.Write(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        return path;
    }

    [Fact]
    public void Tensors_are_read_by_name_from_the_mapped_file()
    {
        var path = Write(
            "a.safetensors",
            new("matrix", arange(6, dtype: ScalarType.Float32).view(2, 3)),
            new("none", zeros([0, 3])),
            new("half", tensor(new[] { 1.5f, -2 }).to(ScalarType.BFloat16)),
            new("scalar", tensor(42L))
        );
        using var file = new SafetensorsFile(path);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal([2L, 3], file.Entries["matrix"].Shape);
        Assert.Equal([0f, 1, 2, 3, 4, 5], file.Read("matrix").data<float>().ToArray());
        Assert.Equal(42, file.Read("scalar").item<long>());
        Assert.Equal([1.5f, -2], file.Read("half").to(ScalarType.Float32).data<float>().ToArray());
        Assert.Equal([0L, 3], file.Read("none").shape);
    }

    [Fact]
    public void What_is_read_outlives_the_file()
    {
        Tensor read;
        using (var file = WeightSource.Open(Write("a.safetensors", new KeyValuePair<string, Tensor>("w", ones([3])))))
            read = file.Read("w");
        Assert.Equal([1f, 1, 1], read.data<float>().ToArray());
    }

    private string Index(string map)
    {
        Write("model-1.safetensors", new KeyValuePair<string, Tensor>("a", ones([2])));
        Write("model-2.safetensors", new("b", zeros([3])), new("c", ones([1])));
        _folder.Write("model.safetensors.index.json", "{\"metadata\": {}, \"weight_map\": {" + map + "}}");
        return _folder.Path;
    }

    [Fact]
    public void Shards_are_one_source()
    {
        using var source = WeightSource.Open(
            Index(""" "a": "model-1.safetensors", "b": "model-2.safetensors", "c": "model-2.safetensors" """)
        );
        Assert.Equal(["a", "b", "c"], source.Entries.Keys.Order());
        Assert.Equal([0f, 0, 0], source.Read("b").data<float>().ToArray());
        Assert.Equal(["model-1.safetensors", "model-2.safetensors"], source.Files.Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(
        """ "a": "model-2.safetensors", "b": "model-2.safetensors" """,
        "a is missing in model-2.safetensors; c of model-2.safetensors is not in the index"
    )]
    [InlineData(
        """ "a": "model-1.safetensors", "b": "model-1.safetensors", "c": "model-2.safetensors" """,
        "b is missing in model-1.safetensors; b is in model-2.safetensors and model-1.safetensors"
    )]
    [InlineData(""" "a": "../model-1.safetensors" """, "\"../model-1.safetensors\" is not a file name")]
    [InlineData(""" "a": "model-1.safetensors", "a": "model-2.safetensors" """, "the index names a twice")]
    public void An_index_that_does_not_fit_its_shards_is_refused(string map, string expected)
    {
        var refused = Assert.Throws<InvalidInputException>(() => WeightSource.Open(Index(map)));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_refused_by_what_they_are()
    {
        Check(_folder.Write("x.gguf", "GGUF...."), "this is a GGUF file, which can be written but not read");
        Check(_folder.Write("x.safetensors", "text"), "no safetensors file");
        Check(_folder.Write("empty.pt", ""), "the file is empty");
        Check(_folder.Write("cut.pt", "PK\u0003\u0004...."), "the zip file of torch.save is cut off or damaged");
        Check("/dev/zero", "this is a pipe or a device");
        _folder.Write("model.safetensors.index.json", "{}");
        Check(_folder.Path, "the index model.safetensors.index.json has no weight_map");
        File.Delete(_folder.File("model.safetensors.index.json"));
        Check(_folder.Path, "the folder has none of model.safetensors.index.json, model.safetensors");
        Check(_folder.File("absent.pt"), "absent.pt");

        static void Check(string path, string expected) =>
            Assert.Contains(
                expected,
                Assert.Throws<InvalidInputException>(() => WeightSource.Open(path)).Message,
                StringComparison.Ordinal
            );
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
