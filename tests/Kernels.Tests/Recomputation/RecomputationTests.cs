using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Recomputed;

/// <summary>A function that is computed again in the backward pass, against the same function whose activations are kept.</summary>
[Collection(NativeTests.Name)]
public sealed class RecomputationTests
{
    [Fact]
    public void Values_and_gradients_have_the_bits_of_the_function_itself()
    {
        using var scope = NewDisposeScope();
        using var layer = new Layer();
        var x = Input();
        Assert.Equal(
            Bits(layer, x, () => layer.call(layer.call(x)).square().sum()),
            Bits(layer, x, () => Recomputed(layer, Recomputed(layer, x)).square().sum())
        );
    }

    [Fact]
    public void Gradients_of_several_batches_add_up_to_the_same_bits()
    {
        using var scope = NewDisposeScope();
        using var layer = new Layer();
        var x = Input();
        Assert.Equal(Summed(one => layer.call(one)), Summed(one => Recomputed(layer, one)));

        string Summed(Func<Tensor, Tensor> f) =>
            Bits(
                layer,
                x,
                () =>
                {
                    f(x).sum().backward();
                    f(f(x)).exp().sum().backward();
                    return f(x * 3).sum();
                }
            );
    }

    [Fact]
    public void A_function_of_several_tensors_may_return_inputs_and_one_tensor_twice_and_leave_outputs_unused()
    {
        using var scope = NewDisposeScope();
        using var layer = new Layer();
        var (x, y) = (Input(), Input(1));
        Assert.Equal(Bits(layer, x, () => Loss(Of([x, y], false))), Bits(layer, x, () => Loss(Run(Of, x, y))));
        Assert.Equal(Gradient(y, () => Loss(Of([x, y], false))), Gradient(y, () => Loss(Run(Of, x, y))));
        // The second output alone.
        Assert.Equal(Gradient(y, () => Of([x, y], false)[1].sum()), Gradient(y, () => Run(Of, x, y)[1].sum()));

        IReadOnlyList<Tensor> Of(IReadOnlyList<Tensor> inputs, bool again)
        {
            var product = layer.call(inputs[0]) * inputs[1];
            return [product, inputs[1], product, inputs[0].exp()];
        }

        IReadOnlyList<Tensor> Run(RecomputedFunction f, params Tensor[] inputs) => Recomputation.Run("f", f, inputs, layer);
        static Tensor Loss(IReadOnlyList<Tensor> outputs) => (outputs[0] * outputs[1]).sum() + outputs[2].square().sum();
    }

    [Fact]
    public void A_function_is_computed_again_only_where_a_gradient_is_wanted()
    {
        using var scope = NewDisposeScope();
        using var layer = new Layer();
        var calls = new List<bool>();
        using (no_grad())
            Assert.False(Run(Input())[0].requires_grad);
        layer.weight.requires_grad = false;
        Assert.False(Run(Input().detach())[0].requires_grad);
        Assert.Equal([false, false], calls);
        var x = Input();
        var y = Run(x)[0];
        Assert.Equal([false, false, false, true], calls); // at first also for the check of what the function uses
        y.sum().backward();
        Assert.Equal([false, false, false, true, true], calls);
        calls.Clear();
        Run(x)[0].sum().backward();
        Assert.Equal([false, true], calls);
        Assert.NotNull(x.grad);
        Assert.Null(layer.weight.grad);

        IReadOnlyList<Tensor> Run(Tensor input) =>
            Recomputation.Run(
                "f",
                (inputs, again) =>
                {
                    calls.Add(again);
                    return [layer.call(inputs[0])];
                },
                [input],
                layer
            );
    }

    [Fact]
    public void A_graph_that_is_retained_can_be_differentiated_twice()
    {
        using var scope = NewDisposeScope();
        using var layer = new Layer();
        var x = Input();
        Assert.Equal(Twice(one => layer.call(one)), Twice(one => Recomputed(layer, one)));

        string Twice(Func<Tensor, Tensor> f) =>
            Bits(
                layer,
                x,
                () =>
                {
                    var loss = f(x).square().sum();
                    autograd.grad([loss], [x], retain_graph: true);
                    return loss;
                }
            );
    }

    [Fact]
    public void Gradients_can_be_differentiated_again()
    {
        using var scope = NewDisposeScope();
        using var layer = new Layer();
        var x = Input();
        // Both calls use the weight, so it is in the history of the second call's input.
        Assert.Equal(Second(one => layer.call(one)), Second(one => Recomputed(layer, one)));

        string Second(Func<Tensor, Tensor> f)
        {
            var y = f(f(x * 1)).square().sum();
            var first = autograd.grad([y], [x, layer.weight], retain_graph: true, create_graph: true);
            var second = autograd.grad([first[0].square().sum() + first[1].exp().sum()], [x, layer.weight], retain_graph: true);
            return string.Join(' ', first.Concat(second).Select(Rounded));
        }

        // The gradients of both calls are added up in another order.
        static string Rounded(Tensor one) => string.Join(',', one.detach().data<float>().ToArray().Select(value => $"{value:g4}"));
    }

    [Fact]
    public void The_backward_pass_has_the_precision_of_the_forward_pass()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(32, 32);
        var x = Philox.normal([4, 32], RandomStream.Named(0, "x")).requires_grad_();
        var rounded = Of(ProductPrecision.Bf16, recomputed: true);
        Assert.Equal(Of(ProductPrecision.Bf16, recomputed: false), rounded);
        Assert.NotEqual(Of(ProductPrecision.Float32, recomputed: true), rounded);

        string Of(ProductPrecision precision, bool recomputed)
        {
            Tensor loss;
            using (MixedPrecision.Use(precision))
            {
                loss = recomputed
                    ? Recomputation.Run("f", (inputs, _) => [FusedLinear.linear(inputs[0], layer.weight!)], [x], layer)[0].square().sum()
                    : FusedLinear.linear(x, layer.weight!).square().sum();
            }
            return Gradient(x, () => loss);
        }
    }

    [Fact]
    public void The_generator_draws_the_same_numbers_and_goes_on_where_it_was()
    {
        using var scope = NewDisposeScope();
        using var layer = new Layer();
        var x = Input();
        Assert.Equal(
            Drawn(one => Dropped(one)),
            Drawn(one => Recomputation.Run("f", (inputs, _) => [Dropped(inputs[0])], [one], layer)[0])
        );

        string Drawn(Func<Tensor, Tensor> f)
        {
            using var generator = manual_seed(7);
            var bits = Bits(layer, x, () => (f(f(x)) * rand(x.shape)).sum());
            return bits + Hex(rand(3));
        }

        Tensor Dropped(Tensor one) => nn.functional.dropout(layer.call(one), 0.5, training: true);
    }

    [Fact]
    public void Buffers_that_a_function_changes_are_those_of_the_first_computation()
    {
        using var scope = NewDisposeScope();
        var x = Input();
        Assert.Equal(Of(recomputed: false), Of(recomputed: true));

        string Of(bool recomputed)
        {
            using var layer = new Layer();
            Tensor Once(Tensor one) => recomputed ? Recomputed(layer.Counting, one) : layer.Counting.call(one);
            return Bits(layer, x, () => Once(Once(x)).sum()) + Hex(layer.Counting.count);
        }
    }

    [Fact]
    public void Activations_are_not_kept()
    {
        using var scope = NewDisposeScope();
        var x = ones(1 << 20).requires_grad_();
        KernelGraphs.ReleaseReturned();
        var before = Live();
        var y = Recomputation.Run(
            "f",
            (inputs, again) =>
            {
                var hidden = inputs[0];
                for (var i = 0; i < 8; i++)
                    hidden = Philox.dropout(hidden, 0.1, RandomStream.Named(0, "test", i));
                return [hidden];
            },
            [x]
        )[0];
        // The output's handle; the function's own tensors, its nodes and their outputs are gone.
        Assert.Equal(before + 1, Live());
        y.sum().backward();
        KernelGraphs.ReleaseReturned();
        Assert.InRange(Live(), before + 1, before + 3); // the sum and the gradient

        static long Live() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
    }

    internal static Tensor Input(int seed = 0) => Philox.normal([3, 4], RandomStream.Named(seed, "x")).requires_grad_();

    internal static Tensor Recomputed(nn.Module<Tensor, Tensor> layer, Tensor x) =>
        Recomputation.Run("f", (inputs, _) => [layer.call(inputs[0])], [x], layer)[0];

    private static string Bits(Layer layer, Tensor x, Func<Tensor> loss)
    {
        layer.weight.grad = null;
        var value = "";
        var gradient = Gradient(
            x,
            () =>
            {
                var made = loss();
                value = Hex(made);
                return made;
            }
        );
        return string.Join(' ', value, gradient, layer.weight.grad is { } one ? Hex(one) : "none");
    }

    private static string Gradient(Tensor x, Func<Tensor> loss)
    {
        x.grad = null;
        loss().backward();
        return x.grad is { } gradient ? Hex(gradient) : "none";
    }

    private static string Hex(Tensor tensor) => Convert.ToHexString(tensor.detach().contiguous().bytes);

    /// <summary>x W twice over, so that a weight has two gradients in one function.</summary>
    internal sealed class Layer : nn.Module<Tensor, Tensor>
    {
        internal readonly Parameter weight = new(Philox.normal([4, 4], RandomStream.Named(0, "weight")));

        internal Layer()
            : base("layer")
        {
            RegisterComponents();
            Counting = new(weight);
        }

        internal Counter Counting { get; }

        public override Tensor forward(Tensor x) => matmul(x, weight).tanh();
    }

    /// <summary>A module whose output depends on how often it was called.</summary>
    internal sealed class Counter : nn.Module<Tensor, Tensor>
    {
        internal readonly Parameter weight;
        internal readonly Tensor count = zeros(1);

        internal Counter(Parameter weight)
            : base("counter")
        {
            this.weight = weight;
            register_buffer(nameof(count), count);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using (no_grad())
                count.add_(1);
            return matmul(x * count.clone(), weight).sin();
        }
    }
}
