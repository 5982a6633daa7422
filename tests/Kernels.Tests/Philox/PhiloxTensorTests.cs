using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

[Collection(NativeTests.Name)]
public class PhiloxTensorTests
{
    private static readonly RandomStream Stream = RandomStream.Named(3, "tensors");

    public PhiloxTensorTests() => Assert.True(NativeKernels.Load().IsOn("philox"), NativeKernels.Load().Reason);

    [Fact]
    public void A_tensor_holds_the_elements_of_the_stream_whatever_its_shape()
    {
        using var scope = NewDisposeScope();
        var (small, large) = (Philox.normal([7, 5], Stream), Philox.normal([700], Stream));
        Assert.True(small.flatten().equal(large.slice(0, 0, 35, 1)).all().item<bool>());
        Assert.Equal(Philox.Normal(Stream, 34), small[6, 4].item<float>());
        Assert.Equal(Philox.NormalDouble(Stream, 3), Philox.normal([4], Stream, dtype: ScalarType.Float64)[3].item<double>());
        Assert.Equal(Philox.Uniform(Stream, 3) * 4 - 1, Philox.uniform([4], Stream, -1, 3)[3].item<float>(), 1e-6f);
        Assert.Equal(ScalarType.BFloat16, Philox.normal([4], Stream, dtype: ScalarType.BFloat16).dtype);
        Assert.Equal([0L, 3], Philox.uniform([0, 3], Stream).shape);
        var meta = Philox.normal([4, 2], Stream, device: META);
        Assert.Equal((DeviceType.META, 8L), (meta.device.type, meta.numel()));
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        try
        {
            var (one, three) = (Draw(1), Draw(3));
            foreach (var (a, b) in one.Zip(three))
                Assert.True(a.bytes.SequenceEqual(b.bytes));
        }
        finally
        {
            set_num_threads(before);
        }

        static Tensor[] Draw(int threads)
        {
            set_num_threads(threads);
            var x = Philox.normal([50_001], Stream);
            return [x, Philox.uniform([50_001], Stream), Philox.dropout(x, 0.3, Stream)];
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Dropout_is_the_product_with_its_mask_in_every_dtype(double p)
    {
        using var scope = NewDisposeScope();
        var x = Philox.normal([13, 77], Stream);
        var mask = Philox.dropout_mask([13, 77], p, Stream.At(1));
        Assert.True(Philox.dropout(x, p, Stream.At(1)).equal(x * mask).all().item<bool>());
        foreach (var dtype in new[] { ScalarType.Float64, ScalarType.BFloat16 })
        {
            var other = Philox.dropout(x.to(dtype), p, Stream.At(1));
            Assert.Equal(dtype, other.dtype);
            Assert.True((other == 0).equal(x * mask == 0).all().item<bool>());
        }
        var noncontiguous = Philox.dropout(x.t(), p, Stream.At(1)); // element i is the i-th of the transpose
        Assert.True(noncontiguous.equal(x.t() * Philox.dropout_mask([77, 13], p, Stream.At(1))).all().item<bool>());
    }

    [Fact]
    public void The_mask_keeps_its_share_at_the_right_scale()
    {
        using var scope = NewDisposeScope();
        const int count = 100_000;
        foreach (var p in new[] { 0.05, 0.3, 0.9 })
        {
            var mask = Philox.dropout_mask([count], p, Stream);
            var kept = mask.gt(0).sum().item<long>() / (double)count;
            Assert.Equal(1 - p, kept, 4 * Math.Sqrt(p * (1 - p) / count));
            Assert.Equal((float)(1 / (1 - p)), mask.max().item<float>());
            Assert.Equal(0f, mask.min().item<float>());
            // The mask of a longer tensor starts with that of a shorter one.
            Assert.True(Philox.dropout_mask([100], p, Stream).equal(mask.slice(0, 0, 100, 1)).all().item<bool>());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Rows_of_a_batch_have_their_part_of_its_mask(int dim)
    {
        using var scope = NewDisposeScope();
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var x = Philox.normal([7, 9, 5], Stream, dtype: dtype).requires_grad_();
            var whole = Philox.dropout(x, 0.4, Stream.At(3));
            var total = x.shape[dim];
            var parts = new[] { (First: 0L, Count: 4L), (First: 4L, Count: total - 4) }
                .Select(part => Philox.dropout(x.narrow(dim, part.First, part.Count), 0.4, Stream.At(3), new(part.First, total), dim))
                .ToArray();
            Assert.True(whole.equal(cat(parts, dim)).all().item<bool>());
            var gradient = autograd.grad([cat(parts, dim).sum()], [x])[0];
            Assert.True(gradient.equal(autograd.grad([whole.sum()], [x])[0]).all().item<bool>());
        }
    }

    [Fact]
    public void Dropout_has_its_gradient_and_the_gradient_its_own()
    {
        using var scope = NewDisposeScope();
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 }) // the native operator, and the product with the mask
        {
            var x = Philox.normal([40], Stream, dtype: dtype).requires_grad_();
            var mask = Philox.dropout_mask([40], 0.4, Stream.At(9), dtype: dtype);
            var y = Philox.dropout(x, 0.4, Stream.At(9));
            var first = autograd.grad([(y * y * y).sum()], [x], retain_graph: true, create_graph: true)[0];
            Assert.True(first.allclose(3 * x * x * mask * mask * mask));
            var second = autograd.grad([first.sum()], [x])[0];
            Assert.True(second.allclose(6 * x * mask * mask * mask));
        }
    }

    [Fact]
    public void A_step_leaves_no_live_handle()
    {
        using var scope = NewDisposeScope();
        var x = Philox.normal([40], Stream).requires_grad_();
        Expect.NoLiveHandles(() => Philox.dropout(x, 0.4, Stream).sum().backward(), () => x.grad = null);
    }

    [Fact]
    public void Dropout_of_a_meta_tensor_is_its_shape_and_bad_input_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([3L, 4], Philox.dropout(zeros(3, 4, device: META), 0.5, Stream).shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => Philox.dropout(ones(3), -0.1, Stream));
        Assert.Throws<ArgumentOutOfRangeException>(() => Philox.dropout(ones(3), double.NaN, Stream));
    }
}
