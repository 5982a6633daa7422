using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Tensors;

public sealed class FailureTests
{
    [Fact]
    public void An_error_of_libtorch_is_an_ExternalException_without_a_native_stack()
    {
        var error = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.Equal("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message);
    }

    [Fact]
    public void A_null_tensor_is_named()
    {
        Assert.Equal("other", Assert.Throws<ArgumentNullException>(() => ones(2).sub((Tensor)null!)).ParamName);
        Assert.Equal("other", Assert.Throws<ArgumentNullException>(() => ones(2).maximum(null!)).ParamName);
        Assert.Throws<ArgumentNullException>(() => ones(2) + null!);
        Assert.Equal("tensors[1]", Assert.Throws<ArgumentNullException>(() => cat([ones(2), null!])).ParamName);
        Assert.Throws<ArgumentNullException>(() => autograd.backward([null!]));
    }

    [Fact]
    public void A_disposed_tensor_is_refused_everywhere()
    {
        var dead = ones(2);
        dead.Dispose();
        dead.Dispose();
        Assert.True(dead.IsInvalid);
        foreach (var use in new Action[]
        {
            () => dead.add(1), () => _ = dead + dead, () => _ = dead.shape, () => _ = dead.dtype, () => dead.backward(), () => _ = dead.grad,
            () => dead.data<float>(), () => cat([ones(2), dead]), () => dead.requires_grad = true, () => _ = dead[0], () => ones(2).copy_(dead),
            () => dead.ToString(),
        })
            Assert.Equal("Tensor invalid -- empty handle.", Assert.Throws<InvalidOperationException>(use).Message);
    }

    [Fact]
    public void A_wrong_element_type_is_refused() =>
        Assert.Equal("Int32 is not compatible with Float32", Assert.Throws<ArgumentException>(() => ones(1).item<int>()).Message);

    [Fact]
    public void An_item_needs_one_element() => Assert.Throws<ArgumentException>(() => ones(2).item<float>());

    [Fact]
    public void Too_many_indices_are_refused() =>
        Assert.Contains("too many indices", Assert.Throws<ArgumentException>(() => ones(2)[TensorIndex.Colon, TensorIndex.Colon]).Message);

    [Fact]
    public void A_missing_device_is_named()
    {
        Assert.SkipWhen(cuda.is_available(), "There is a CUDA device.");
        Assert.Contains("CUDA", Assert.Throws<InvalidOperationException>(() => ones(2).cuda()).Message);
        Assert.Contains("CUDA", Assert.Throws<InvalidOperationException>(() => zeros(2, device: new Device("cuda:0"))).Message);
        Assert.Equal(0, cuda.device_count());
    }

    [Fact]
    public void An_unknown_device_is_refused() =>
        Assert.Contains("'gpu' is no kind of device", Assert.Throws<ArgumentException>(() => new Device("gpu")).Message);

    [Fact]
    public void A_gradient_of_another_shape_is_refused()
    {
        var x = ones(2, requires_grad: true);
        Assert.Contains("shape of its tensor", Assert.Throws<ExternalException>(() => x.grad = ones(3)).Message);
    }

    [Fact]
    public async Task An_interrupt_stops_at_the_next_operator_of_its_own_flow()
    {
        var x = ones(2);
        var flags = Assert.IsType<AsyncLocal<StrongBox<bool>?>>(AppContext.GetData("Workbench.Interrupt"));
        var other = Task.Run(() => Sums(TimeSpan.FromMilliseconds(50)), TestContext.Current.CancellationToken);
        var flag = flags.Value = new StrongBox<bool>();
        var child = Task.Run(() => Sums(TimeSpan.FromMinutes(5)), TestContext.Current.CancellationToken);
        Assert.Equal(4, (x + x).sum().item<float>());
        flag.Value = true;
        Assert.Throws<OperationCanceledException>(() => x + x);
        Assert.Throws<OperationCanceledException>(() => x.exp());
        Assert.Throws<OperationCanceledException>(() => x.sum().backward());
        await Assert.ThrowsAsync<OperationCanceledException>(() => child);
        flag.Value = false;
        Assert.Equal(4, (x + x).sum().item<float>());
        Assert.True(await other > 0);

        static int Sums(TimeSpan time)
        {
            var began = TimeProvider.System.GetTimestamp();
            var sums = 0;
            for (var one = ones(2); TimeProvider.System.GetElapsedTime(began) < time; sums++)
                (one + one).Dispose();
            return sums;
        }
    }

    [Fact]
    public void Unpooling_wants_whole_sizes()
    {
        var (x, places) = (ones(1, 2, 2), zeros(1, 2, 2, dtype: int64));
        Assert.Throws<ArgumentException>(() => nn.functional.max_unpool2d(x, places, []));
        Assert.Throws<ArgumentException>(() => nn.functional.max_unpool2d(x, places, [2, 2], output_size: []));
        Assert.Throws<ArgumentException>(() => nn.functional.max_unpool2d(ones(2, 2), zeros(2, 2, dtype: int64), [2, 2]));
        Assert.Throws<ArgumentException>(() => nn.functional.max_unpool3d(x, places, [2, 2]));
    }
}
