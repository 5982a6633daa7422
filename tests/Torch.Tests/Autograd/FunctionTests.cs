using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Autograd;

public sealed class FunctionTests
{
    [Fact]
    public void A_single_tensor_function_has_its_own_gradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2, 3 }, requires_grad: true);
        Cube.apply(x, 2.0).sum().backward();
        Assert.Equal([6.0, 24, 54], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Gradients_of_gradients_flow_through_it()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2, 3 }, requires_grad: true);
        var first = autograd.grad([Cube.apply(x, 1.0).sum()], [x], create_graph: true)[0];
        var second = autograd.grad([first.sum()], [x])[0];
        Assert.Equal([6.0, 12, 18], second.data<double>().ToArray());
    }

    [Fact]
    public void A_multi_tensor_function_gets_a_gradient_for_each_output()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor(2.0, requires_grad: true), tensor(5.0, requires_grad: true));
        var outputs = SumAndProduct.apply(x, y);
        (outputs[0] * 10 + outputs[1]).backward();
        Assert.Equal((15.0, 12.0), (x.grad!.item<double>(), y.grad!.item<double>()));
    }

    [Fact]
    public void A_missing_gradient_is_given_as_zeros()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor(2.0, requires_grad: true), tensor(5.0, requires_grad: true));
        SumAndProduct.apply(x, y)[1].backward();
        Assert.Equal((5.0, 2.0), (x.grad!.item<double>(), y.grad!.item<double>()));
    }

    [Fact]
    public void An_exception_of_backward_arrives_with_its_type_message_and_stack()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);
        var error = Assert.Throws<Boom>(() => Failing.apply(x).sum().backward());
        Assert.Equal("from backward", error.Message);
        Assert.Contains(nameof(Failing.backward), error.StackTrace);
        // The engine is none the worse for it.
        (x * 2).sum().backward();
        Assert.Equal(2, x.grad![0].item<float>());
    }

    [Fact]
    public void An_exception_of_a_hook_arrives_too()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);
        var y = x * 2;
        using var hook = new TensorHook(y, _ => throw new Boom("from a hook"));
        Assert.Equal("from a hook", Assert.Throws<Boom>(() => y.sum().backward()).Message);
    }

    [Fact]
    public void A_hook_replaces_a_gradient_until_it_is_removed()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);
        var hook = new TensorHook(x, gradient => gradient * 10);
        (x * 2).sum().backward();
        Assert.Equal(20, x.grad![0].item<float>());
        hook.Dispose();
        (x * 2).sum().backward();
        Assert.Equal(22, x.grad![0].item<float>());
    }

    [Fact]
    public void A_second_backward_over_a_freed_graph_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);
        var y = Cube.apply(x, 1.0).sum();
        y.backward();
        Assert.Contains("second time", Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => y.backward()).Message);
    }

    [Fact]
    public void A_wrong_number_of_gradients_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);
        Assert.Contains("expected 1, got 2", Assert.Throws<InvalidOperationException>(() => TooMany.apply(x).sum().backward()).Message);
    }

    [Fact]
    public void Nothing_is_recorded_where_no_gradient_is_wanted()
    {
        using var scope = NewDisposeScope();
        Assert.False(Cube.apply(ones(3), 1.0).requires_grad);
        using var mode = no_grad();
        Assert.False(Cube.apply(ones(3, requires_grad: true), 1.0).requires_grad);
    }

    [Fact]
    public void A_tensor_may_not_be_kept_as_data() =>
        Assert.Throws<ArgumentException>(() => new autograd.AutogradContext().save_data("x", ones(1)));

    private sealed class Boom(string message) : Exception(message);

    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => "cube";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("factor", vars[1]);
            return x * x * x * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * 3 * x * x * (double)ctx.get_data("factor"), null!];
        }
    }

    private sealed class SumAndProduct : autograd.MultiTensorFunction<SumAndProduct>
    {
        public override string Name => "sum and product";

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, y) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([x, y]);
            return [x + y, x * y];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [grad_outputs[0] + grad_outputs[1] * saved[1], grad_outputs[0] + grad_outputs[1] * saved[0]];
        }
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => "failing";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 2;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => throw new Boom("from backward");
    }

    private sealed class TooMany : autograd.SingleTensorFunction<TooMany>
    {
        public override string Name => "too many";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 2;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output, grad_output];
    }
}
