using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Linear;

/// <summary>A linear layer, and what holds two of them: a feed-forward network, self-attention with its projections.</summary>
[Collection(NativeTests.Name)]
public sealed class LinearLayersTests : IDisposable
{
    private const long Batch = 2,
        Tokens = 37,
        Width = 24,
        Inner = 50,
        Heads = 4,
        Groups = 2,
        HeadWidth = 6;

    public LinearLayersTests() => Assert.True(NativeKernels.Load().IsOn("linear"), NativeKernels.Load().Reason);

    public void Dispose() => MatrixProducts.Use(NativeKernels.IsOn("gemm"));

    public enum Layer
    {
        Linear,
        WithoutBias,
        Network,
        Gated,
        Attention,
        Turned,
    }

    public static TheoryData<Layer> Layers() => [.. Enum.GetValues<Layer>()];

    private static Tensor Normal(string name, params long[] shape) => Philox.normal(shape, RandomStream.Named(21, name)).requires_grad_();

    // [N, K], so that what it makes is as large as what it is given.
    private static Tensor Weight(string name, long outputs, long inputs) =>
        (Normal(name, outputs, inputs) / Math.Sqrt(inputs)).detach().requires_grad_();

    private static Tensor[] Inputs(Layer layer)
    {
        var x = Normal("x", Batch, Tokens, Width);
        return layer switch
        {
            Layer.Linear => [x, Weight("w", Inner, Width), Normal("b", Inner)],
            Layer.WithoutBias => [x, Weight("w", Inner, Width)],
            Layer.Network => [x, Weight("w", Inner, Width), Normal("b", Inner), Weight("v", Width, Inner), Normal("c", Width)],
            Layer.Gated => [x, Weight("w", 2 * Inner, Width), Normal("b", 2 * Inner), Weight("v", Width, Inner), Normal("c", Width)],
            _ =>
            [
                x,
                Weight("w", (Heads + 2 * Groups) * HeadWidth, Width),
                Normal("b", (Heads + 2 * Groups) * HeadWidth),
                Weight("v", Width, Heads * HeadWidth),
                Normal("c", Width),
                Normal("distances", Heads, 2 * Tokens - 1),
            ],
        };
    }

    private static Tensor Run(Layer layer, Tensor[] t) =>
        layer switch
        {
            Layer.Linear => FusedLinear.linear(t[0], t[1], t[2]),
            Layer.WithoutBias => FusedLinear.linear(t[0], t[1]),
            Layer.Network => FusedNetwork.activated(t[0], new(t[1], t[2], t[3], t[4]), Activation.Gelu),
            Layer.Gated => FusedNetwork.gated(t[0], new(t[1], t[2], t[3], t[4]), Activation.Silu),
            _ => FusedAttention.projected(
                t[0],
                new(t[1], t[2], t[3], t[4]),
                Heads,
                AttentionTerms.CausalOnly with
                {
                    Bias = t[5],
                },
                Turns(layer, t[0])
            ),
        };

    private static RotaryTables? Turns(Layer layer, Tensor like)
    {
        if (layer != Layer.Turned)
            return null;
        var (cosine, sine) = Rotary.tables(Tokens, HeadWidth, dtype: like.dtype);
        return new(cosine, sine, RopeLayout.HalfSplit);
    }

    [Theory, MemberData(nameof(Layers))]
    public void Values_and_gradients_are_those_of_plain_operators_in_float64(Layer layer)
    {
        // By this kernel's products, and by those of libtorch.
        foreach (var products in new[] { true, false })
        {
            using var scope = NewDisposeScope();
            Assert.Null(MatrixProducts.Install());
            MatrixProducts.Use(products);
            foreach (var set in NativeTests.InstructionSets())
                Expect.ValuesAndGradients(
                    t => [Run(layer, t)],
                    t => [Run(layer, t)],
                    Inputs(layer),
                    5e-6,
                    $"{layer}, {set}, own products {products}"
                );
        }
    }

    [Theory, MemberData(nameof(Layers))]
    public void Its_gradient_can_be_differentiated_again(Layer layer)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(layer);
        var exact = Expect.SecondGradients(t => Run(layer, t), Expect.Doubled(inputs));
        foreach (var (other, made) in exact.Zip(Expect.SecondGradients(t => Run(layer, t), inputs)))
            Expect.Close(other, made, 1e-4, $"{layer}");
    }

    [Theory, MemberData(nameof(Layers))]
    public void Step_by_step_it_is_the_same(Layer layer)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(layer);
        var fused = Run(layer, inputs);
        using (NativeKernels.Suspend("linear"))
            Expect.Close(Run(layer, inputs), fused, 2e-6, $"{layer} without the kernel");
        using (NativeKernels.Suspend("linear", "feedforward", "attention"))
            Expect.Close(Run(layer, inputs), fused, 2e-6, $"{layer} without kernels");
    }

    [Theory, MemberData(nameof(Layers))]
    public void Any_number_of_threads_gives_the_same_bits(Layer layer)
    {
        Assert.Null(MatrixProducts.Install());
        MatrixProducts.Use(true);
        Expect.SameBitsOnAnyThreads(
            () =>
            {
                var inputs = Inputs(layer);
                var y = Run(layer, inputs);
                y.square().sum().backward();
                return [y, .. inputs.Select(input => input.grad!)];
            },
            $"{layer}"
        );
    }

    [Theory, MemberData(nameof(Layers))]
    public void Gradients_add_up_and_a_step_leaves_no_live_handle(Layer layer)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(layer);
        var loss = Run(layer, inputs).sum();
        loss.backward(retain_graph: true);
        Tensor[] once = [.. inputs.Select(input => input.grad!.clone())];
        loss.backward();
        foreach (var (one, input) in once.Zip(inputs))
            Expect.Close(one * 2, input.grad!, 1e-6, $"{layer}, twice");
        Expect.NoHandleLeft(() => Run(layer, inputs).sum().backward(), inputs);
        Expect.NoHandleLeft(() => Run(layer, inputs), inputs); // never walked
    }

    [Theory, MemberData(nameof(Layers))]
    public void Gradients_that_nobody_wants_are_left_out(Layer layer)
    {
        for (var frozen = 0; frozen < Inputs(layer).Length; frozen++)
        {
            using var scope = NewDisposeScope();
            var inputs = Inputs(layer);
            Run(layer, inputs).square().sum().backward();
            Tensor[] whole = [.. inputs.Select(input => input.grad!)];
            var others = Inputs(layer);
            others[frozen].requires_grad_(false);
            Run(layer, others).square().sum().backward();
            Assert.Null(others[frozen].grad);
            for (var i = 0; i < others.Length; i++)
                if (i != frozen)
                    Assert.True(whole[i].equal(others[i].grad!).all().item<bool>(), $"{layer}: {i} without {frozen}");
            // Alone.
            var one = Inputs(layer);
            for (var i = 0; i < one.Length; i++)
                one[i].requires_grad_(i == frozen);
            Run(layer, one).square().sum().backward();
            Assert.True(whole[frozen].equal(one[frozen].grad!).all().item<bool>(), $"{layer}: {frozen} alone");
        }
    }

    [Fact]
    public void A_weight_takes_its_gradient_without_copying_it()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (Normal("x", 4, 8), Weight("w", 16, 8));
        FusedLinear.linear(x, weight).sum().backward();
        // The memory is the gradient's alone: changing it changes no other tensor, and the next pass adds to it.
        var first = weight.grad!;
        FusedLinear.linear(x, weight).sum().backward();
        Assert.Equal(NativeTensorStart(first), NativeTensorStart(weight.grad!));

        static unsafe nint NativeTensorStart(Tensor tensor) => (nint)NativeTensor.Of(tensor).Start;
    }

    [Fact]
    public void A_weight_that_was_changed_since_is_noticed()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(Layer.Network);
        var loss = Run(Layer.Network, inputs).sum();
        using (no_grad())
            inputs[1].add_(1);
        Assert.Contains(
            "modified by an inplace operation",
            Assert.ThrowsAny<Exception>(() => loss.backward()).ToString() + BackwardFailure.Take(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Tensors_without_rows_and_of_one_dimension_are_taken()
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = (Weight("w", 5, 8), Normal("b", 5));
        Assert.Equal([0L, 5], FusedLinear.linear(zeros(0, 8), weight, bias).shape);
        var x = Normal("x", 8);
        Expect.Close(nn.functional.linear(x, weight, bias), FusedLinear.linear(x, weight, bias), 1e-6, "one dimension");
        using var empty = zeros(0, 8).requires_grad_();
        FusedLinear.linear(empty, weight, bias).sum().backward();
        Assert.Equal(0, weight.grad!.abs().sum().item<float>());
        Assert.Equal(0, bias.grad!.abs().sum().item<float>());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains(
            "cannot be multiplied",
            Assert.ThrowsAny<Exception>(() => FusedLinear.linear(zeros(3, 7), zeros(5, 8))).Message,
            StringComparison.Ordinal
        );
        var weights = new ProjectionWeights(zeros(48, 24), zeros(48), zeros(24, 24), zeros(24));
        Assert.Contains(
            "[B, T, D]",
            Assert.Throws<ArgumentException>(() => FusedAttention.projected(zeros(3, 24), weights, 4, AttentionTerms.CausalOnly)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => FusedAttention.projected(zeros(1, 3, 24), weights, 0, AttentionTerms.CausalOnly));
        Assert.Contains(
            "self_attention",
            Assert
                .Throws<ArgumentException>(() =>
                    FusedAttention.projected(zeros(1, 3, 24), weights, 4, AttentionTerms.CausalOnly with { Relative = zeros(1, 4, 3, 3) })
                )
                .Message,
            StringComparison.Ordinal
        );
    }
}
