using System.Diagnostics;
using Torch.Tests.NN;
using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Serialisation;

public sealed class TensorFileTests
{
    [Fact]
    public void ArchivesAreReadBackAndByPyTorch()
    {
        using var scope = NewDisposeScope();
        var path = Path.GetTempFileName();
        try
        {
            var values = randn(3, 4, dtype: ScalarType.Float64);
            save(values, path);
            Close.Equal(values, load(path), "read back");
            var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, ArgumentList = { "-c", "import sys, torch; print(repr(next(iter(torch.jit.load(sys.argv[1]).parameters())).sum().item()))", path } };
            using var python = Process.Start(start)!;
            var sum = python.StandardOutput.ReadToEnd();
            Assert.Equal(values.sum().item<double>(), double.Parse(sum, System.Globalization.CultureInfo.InvariantCulture), 1e-12);
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Throws<FileNotFoundException>(() => load(path));
    }

    [Theory]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.ComplexFloat32)]
    public void EveryElementTypeKeepsItsBits(ScalarType type)
    {
        using var scope = NewDisposeScope();
        // A transposed view: elements are written in row-major order, whatever lies in memory.
        var values = randn(3, 4).mul(10).to(type).t();
        using var stream = new MemoryStream();
        values.Save(new BinaryWriter(stream));
        stream.Position = 0;
        var read = TensorExtensionMethods.Load(new BinaryReader(stream));
        Assert.Equal([4L, 3L], read.shape);
        Assert.Equal(type, read.dtype);
        Assert.True(read.eq(values).all().item<bool>());
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void ScalarsAndEmptyTensorsAreWrittenToo()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        torch.tensor(2.5).Save(writer);
        zeros(0, 3).Save(writer);
        stream.Position = 0;
        var reader = new BinaryReader(stream);
        Assert.Equal(2.5, TensorExtensionMethods.Load(reader).item<double>());
        Assert.Equal([0L, 3L], TensorExtensionMethods.Load(reader, skip: true).shape);
    }
}
