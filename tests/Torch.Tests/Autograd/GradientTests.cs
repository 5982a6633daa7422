using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Autograd;

public sealed class GradientTests
{
    [Fact]
    public void Backward_adds_to_the_gradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2 }, requires_grad: true);
        Assert.Null(x.grad);
        (x * x).sum().backward();
        (x * x).sum().backward();
        Assert.Equal([4.0, 8], x.grad!.data<double>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Modes_nest_and_are_restored()
    {
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            using (enable_grad())
                Assert.True(is_grad_enabled());
            Assert.False(is_grad_enabled());
        }
        Assert.True(is_grad_enabled());
        using (inference_mode())
            Assert.True(is_inference_mode_enabled());
        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void Nothing_is_recorded_under_no_grad()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        using (no_grad())
            Assert.False((x * 2).requires_grad);
        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).detach().requires_grad);
        Assert.False((x * 2).is_leaf);
    }

    [Fact]
    public void An_unused_input_is_an_error_unless_allowed()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (ones(2, requires_grad: true), ones(2, requires_grad: true));
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => autograd.grad([x.sum()], [x, y]));
        var gradients = autograd.grad([x.sum()], [x, y], allow_unused: true);
        Assert.Null(gradients[1]);
    }

    [Fact]
    public void Anomaly_detection_finds_a_NaN()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -1.0 }, requires_grad: true);
        using var mode = autograd.detect_anomaly();
        Assert.Contains("nan", Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => x.sqrt().sum().backward()).Message);
    }

    [Fact]
    public void A_gradient_that_is_not_leaf_is_kept_on_request()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = x * 3;
        y.retain_grad();
        (y * y).sum().backward();
        Assert.Equal(6, y.grad![0].item<float>());
    }
}
