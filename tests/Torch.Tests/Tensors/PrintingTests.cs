using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Tensors;

public sealed class PrintingTests
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    [Fact]
    public void Metadata() => Assert.Equal("[2x3], type = Float32, device = cpu", ones(2, 3).ToString());

    [Fact]
    public void Numpy() => Assert.Equal("[[0, 1, 2]\n [3, 4, 5]]", arange(6).reshape(2, 3).npstr(cultureInfo: Culture));

    [Fact]
    public void Numpy_cuts_long_dimensions() =>
        Assert.Equal("[0, 1, 2, ... 97, 98, 99]", arange(100).npstr(cultureInfo: Culture));

    [Fact]
    public void Julia() => Assert.Equal(
        "[2x2], type = Float32, device = cpu\n 0.5 -1\n   2  3\n",
        tensor(new[,] { { 0.5f, -1 }, { 2, 3 } }).jlstr(cultureInfo: Culture));

    [Fact]
    public void Julia_names_each_matrix() => Assert.Equal(
        "[2x1x2], type = Int64, device = cpu\n[0,..,..] =\n 0 1\n\n[1,..,..] =\n 2 3\n",
        arange(4).reshape(2, 1, 2).jlstr(cultureInfo: Culture));

    [Fact]
    public void CSharp() => Assert.Equal(
        "[2x2], type = Float32, device = cpu, value = \nfloat [,] {\n {0f, 1f},\n {2f, 3f}\n}",
        arange(4).to(float32).reshape(2, 2).cstr(cultureInfo: Culture));

    [Fact]
    public void A_number_alone() => Assert.Equal("[], type = Float64, device = cpu, value = 1.5", tensor(1.5).jlstr(cultureInfo: Culture));

    [Fact]
    public void A_tensor_without_memory_shows_its_shape() =>
        Assert.Equal("[2], type = Float32, device = meta", zeros(2, device: META).str());
}
