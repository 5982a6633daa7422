using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Tensors;

public sealed class TensorTests
{
    public static TheoryData<ScalarType> Types => [.. Enum.GetValues<ScalarType>().Where(type => !is_quantized(type))];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_can_be_made_and_converted(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 3, type);
        Assert.Equal((type, 6, (long)type.ElementSize()), (x.dtype, x.numel(), x.element_size()));
        Assert.Equal(1, x.to(complex128).real.to(float32)[1, 2].item<float>());
    }

    [Fact]
    public void Elements_come_in_row_major_order_whatever_the_strides()
    {
        using var scope = NewDisposeScope();
        var x = arange(6).reshape(2, 3).t();
        Assert.False(x.is_contiguous());
        Assert.Equal([0, 3, 1, 4, 2, 5], x.data<long>().ToArray());
        Assert.Equal(5, x.data<long>()[2, 1]);
        Assert.Equal(new long[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }, x.data<long>().ToNDArray());
    }

    [Fact]
    public void Elements_can_be_set()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 2);
        var data = x.data<float>();
        data[1, 0] = 7;
        data.CopyFrom([1, 2], 0, 0);
        Assert.Equal([1, 2, 7, 0], x.data<float>().ToArray());
        Assert.Throws<IndexOutOfRangeException>(() => data[2, 0]);
        Assert.Throws<IndexOutOfRangeException>(() => data[4]);
    }

    [Fact]
    public void Bytes_are_the_memory()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1, 2 });
        x.bytes[4] = 9;
        Assert.Equal([1, 9], x.data<int>().ToArray());
        Assert.Throws<InvalidOperationException>(() => { _ = arange(4).reshape(2, 2).t().bytes; });
    }

    [Fact]
    public void A_buffer_is_shared()
    {
        using var scope = NewDisposeScope();
        var numbers = new[] { 1f, 2, 3, 4 };
        var x = frombuffer(numbers, float32, count: 2, offset: 1);
        numbers[1] = 9;
        Assert.Equal([9, 3], x.data<float>().ToArray());
        Assert.Throws<IndexOutOfRangeException>(() => frombuffer(numbers, float32, count: 9));
    }

    [Fact]
    public void Conjugates_and_zeros_without_memory_can_be_read()
    {
        using var scope = NewDisposeScope();
        Assert.Equal((1f, -2f), tensor((1f, 2f)).conj().item<(float, float)>());
        var x = ones(2, requires_grad: true);
        Assert.Equal([0, 0], autograd.grad([x.sgn().sum()], [x])[0].data<float>().ToArray());
    }

    [Fact]
    public void Parts_are_set_by_index_expressions()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        x[0, 1] = 5f;
        x[1, TensorIndex.Slice(1)] = tensor(new[] { 7f, 8 });
        x[x.eq(0)] = -1f;
        Assert.Equal([-1, 5, -1, -1, 7, 8], x.data<float>().ToArray());
        x[TensorIndex.Ellipsis, 0] = zeros(1, 2);
        Assert.Equal(0, x[1, 0].item<float>());
    }

    [Fact]
    public void A_seed_repeats_its_stream()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var first = rand(4, generator: generator);
        Assert.Equal(5, generator.initial_seed());
        Assert.True(first.Equals(rand(4, generator: generator.manual_seed(5))));
        manual_seed(3);
        var state = get_rng_state();
        var second = randn(3);
        set_rng_state(state);
        Assert.True(second.Equals(randn(3)));
        Assert.True(randperm(5, generator: new Generator(1)).sort().Values.Equals(arange(5)));
    }

    [Fact]
    public void Meta_tensors_compute_shapes_only()
    {
        using var scope = NewDisposeScope();
        var y = zeros(2, 3, device: META).matmul(zeros(3, 4, device: META));
        Assert.True(y.is_meta);
        Assert.Equal([2, 4], y.shape);
    }

    [Fact]
    public void A_tensor_survives_its_file()
    {
        using var scope = NewDisposeScope();
        var path = Path.GetTempFileName();
        var x = randn(2, 3);
        x.save(path);
        Assert.True(Tensor.load(path).Equals(x));
        File.Delete(path);
    }

    [Fact]
    public void Threads_can_be_set()
    {
        var before = get_num_threads();
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        set_num_threads(before);
    }

    [Fact]
    public void A_Jacobian_has_both_shapes()
    {
        using var scope = NewDisposeScope();
        var jacobian = autograd.functional.jacobian(x => x * x, tensor(new[] { 1.0, 2 }));
        Assert.Equal([2, 0, 0, 4], jacobian.data<double>().ToArray());
    }

    [Theory]
    [InlineData(HistogramBinSelector.Sturges, 8)]
    [InlineData(HistogramBinSelector.Sqrt, 10)]
    [InlineData(HistogramBinSelector.Rice, 10)]
    [InlineData(HistogramBinSelector.Scott, 5)]
    [InlineData(HistogramBinSelector.Doane, 8)]
    [InlineData(HistogramBinSelector.Stone, 1)]
    public void A_rule_chooses_as_many_bins_as_numpys(HistogramBinSelector rule, int bins) =>
        Assert.Equal(bins, histogram(linspace(0, 1, 100, float64), rule).hist.numel());

    [Fact]
    public void Names_follow_the_dimensions()
    {
        using var scope = NewDisposeScope();
        var x = ones([2, 3], names: ["rows", "columns"]);
        Assert.Equal(["columns", "rows"], x.align_to("columns", "rows").names);
        Assert.Equal(["rows", "c"], x.rename(["...", "c"]).names);
        Assert.False(x.rename(null).has_names());
    }

    [Fact]
    public void A_signal_survives_its_spectrogram()
    {
        using var scope = NewDisposeScope();
        var x = linspace(0, 30, 64, float64).sin();
        var window = hann_window(16, dtype: float64);
        var frames = stft(x, 16, 4, window: window, return_complex: true);
        Assert.Equal([9, 17], frames.shape);
        Assert.True(istft(frames, 16, 4, window: window, length: 64).allclose(x));
    }

    [Fact]
    public void Limits_of_types_are_IEEEs()
    {
        Assert.Equal((float.MaxValue, 1.1920928955078125e-07), ((float)finfo(float32).max, finfo(float32).eps));
        Assert.Equal((double.MaxValue, 2.2250738585072014e-308), (finfo(float64).max, finfo(float64).tiny));
        Assert.Equal((65504, 0.001), (finfo(float16).max, finfo(float16).resolution));
        Assert.Equal((float)BFloat16.MaxValue, (float)finfo(bfloat16).max);
    }

    [Fact]
    public void Brain_floats_round_to_even()
    {
        Assert.Equal(1f, (float)new BFloat16(1.00390625f));
        Assert.Equal(1.015625f, (float)new BFloat16(1.01171875f));
        Assert.True(BFloat16.IsNaN(new BFloat16(float.NaN)));
        var values = tensor(new[] { 1.00390625f, 1.01171875f, -3.3e38f }).bfloat16().data<BFloat16>().ToArray();
        Assert.Equal([new BFloat16(1.00390625f), new BFloat16(1.01171875f), new BFloat16(-3.3e38f)], values);
    }

    [Fact]
    public void Quantiles_are_of_all_elements_unless_a_dimension_is_given()
    {
        var x = tensor(new float[] { 0, 1, 2, 3, 4, float.NaN }).view(2, 3);
        Assert.Equal(2f, x.nanquantile(tensor(0.5f)).item<float>());
        Assert.Equal(2.5f, arange(6f).view(2, 3).quantile(tensor(0.5f)).item<float>());
        Assert.Equal([1f, 4f], arange(6f).view(2, 3).quantile(tensor(0.5f), 1).data<float>().ToArray());
    }

    [Fact]
    public void A_pair_of_doubles_is_a_complex_number()
    {
        var z = tensor((1.0, -2.0));
        Assert.Equal((ScalarType.ComplexFloat64, 1.0, -2.0), (z.dtype, z.real.item<double>(), z.imag.item<double>()));
    }

    [Fact]
    public void A_histogram_given_back_twice_is_one()
    {
        var (hist, _) = histogram(arange(6f), 3, out var again);
        Assert.Equal([2f, 2f, 2f], hist.data<float>().ToArray());
        hist[0] = 5f;
        Assert.Equal(5f, again.hist[0].item<float>());
        var (counts, _) = histogram(arange(6f), tensor(new[] { 0f, 1f, 5f }), out var same);
        Assert.Equal(counts.data<float>().ToArray(), same.hist.data<float>().ToArray());
        Assert.Equal([0f, 1f, 5f], same.bin_edges.data<float>().ToArray());
    }

    [Fact]
    public void Attention_switches_are_kept()
    {
        Assert.True(backends.cuda.flash_sdp_enabled() && backends.cuda.math_sdp_enabled());
        backends.cuda.enable_flash_sdp(false);
        Assert.False(backends.cuda.flash_sdp_enabled());
        backends.cuda.enable_flash_sdp(true);
        backends.cuda.enable_math_sdp(false);
        Assert.False(backends.cuda.math_sdp_enabled());
        backends.cuda.enable_math_sdp(true);
    }
}
