using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

/// <summary>Attention as a step of autograd: gradients of gradients, what is not wanted, what is left behind.</summary>
[Collection(NativeTests.Name)]
public class AttentionGraphTests
{
    public AttentionGraphTests() => Assert.True(NativeKernels.Load().IsOn("attention"), NativeKernels.Load().Reason);

    private static Tensor Attended(AttentionCase one, Tensor[] inputs) =>
        FusedAttention.attention(inputs[0], inputs[1], inputs[2], AttentionCases.With(one, inputs));

    // inputs[0] is the projection; the case's terms follow.
    private static Tensor SelfAttended(AttentionCase one, Tensor[] inputs, bool turned)
    {
        RotaryTables? rotary = null;
        if (turned)
        {
            var (cosine, sine) = Rotary.tables(one.Shape.T, one.Shape.K, dtype: inputs[0].dtype);
            rotary = new(cosine, sine, RopeLayout.Interleaved);
        }
        return FusedAttention.self_attention(inputs[0], one.Shape.H, AttentionCases.With(one, [inputs[0], inputs[0], .. inputs]), rotary);
    }

    private static Tensor[] Packed(AttentionCase one)
    {
        var inputs = AttentionCases.Inputs(one);
        return [cat(inputs[..3], 1).transpose(1, 2).contiguous().detach().requires_grad_(), .. inputs[3..]];
    }

    // The gradients of the sum of squares of the gradients, by the kernel and by plain operators in float64.
    private static void SecondGradients(Func<Tensor[], Tensor> compute, Tensor[] inputs, string what)
    {
        Tensor[] exact = [.. inputs.Select(input => input.detach().to(ScalarType.Float64).requires_grad_())];
        foreach (var (other, made) in Twice(exact).Zip(Twice(inputs)))
            Expect.Close(other, made, 1e-4, what);

        IEnumerable<Tensor> Twice(Tensor[] leaves)
        {
            var first = autograd.grad([compute(leaves).square().sum()], leaves, retain_graph: true, create_graph: true);
            var second = autograd.grad([first.Select(one => one.square().sum()).Aggregate((a, b) => a + b)], leaves);
            return [.. first, .. second];
        }
    }

    [Theory]
    [InlineData("causal")]
    [InlineData("grouped")]
    [InlineData("padding, causal, to the left")]
    [InlineData("everything")]
    public void The_gradient_can_be_differentiated_again(string name)
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named(name);
        SecondGradients(inputs => Attended(one, inputs), AttentionCases.Inputs(one), name);
        SecondGradients(inputs => SelfAttended(one, inputs, turned: false), Packed(one), $"{name}, packed");
        SecondGradients(inputs => SelfAttended(one, inputs, turned: true), Packed(one), $"{name}, packed and turned");
    }

    [Fact]
    public void One_tensor_may_be_queries_keys_and_values()
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [Philox.normal([2, 2, 20, 16], RandomStream.Named(3, "one")).requires_grad_()];
        Expect.ValuesAndGradients(x => [Alone(x)], x => [Alone(x)], inputs, 1e-5, "one tensor");
        SecondGradients(Alone, inputs, "one tensor");

        static Tensor Alone(Tensor[] x) => FusedAttention.attention(x[0], x[0], x[0], AttentionTerms.CausalOnly);
    }

    [Fact]
    public void What_requires_no_gradient_gets_none_and_the_others_keep_theirs()
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named("everything");
        foreach (var packed in new[] { false, true })
        {
            var inputs = packed ? Packed(one) : AttentionCases.Inputs(one);
            var all = autograd.grad([Computed(inputs).sum()], inputs);
            for (var i = 0; i < inputs.Length; i++)
            {
                Tensor[] alone = [.. inputs.Select((input, j) => input.detach().requires_grad_(i == j))];
                Computed(alone).sum().backward();
                for (var j = 0; j < inputs.Length; j++)
                    Assert.Equal(i == j, alone[j].grad is not null);
                Assert.True(all[i].equal(alone[i].grad!).all().item<bool>(), $"input {i}, packed {packed}");
            }

            Tensor Computed(Tensor[] x) => packed ? SelfAttended(one, x, turned: true) : Attended(one, x);
        }
    }

    [Fact]
    public void An_output_that_is_not_used_gives_no_gradient()
    {
        using var scope = NewDisposeScope();
        var (used, unused) = (Packed(AttentionCases.Named("causal")), Packed(AttentionCases.Named("causal")));
        var one = AttentionCases.Named("causal");
        var outputs = (SelfAttended(one, used, turned: false), SelfAttended(one, unused, turned: false));
        outputs.Item1.sum().backward();
        Assert.NotNull(used[0].grad);
        Assert.Null(unused[0].grad);
    }

    [Fact]
    public void The_output_lies_by_tokens_and_can_be_changed_in_place()
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named("grouped");
        foreach (var output in new[] { Attended(one, AttentionCases.Inputs(one)), SelfAttended(one, Packed(one), turned: false) })
        {
            Assert.True(output.transpose(1, 2).is_contiguous());
            Assert.True(output.requires_grad);
            // Joining the heads copies nothing: the write is seen through it.
            var joined = output.transpose(1, 2).flatten(2);
            using (no_grad())
                output[0, 3, 5, 2] = 7f;
            Assert.Equal(7f, joined[0, 5, (3 * one.Shape.K) + 2].item<float>());
        }
        var doubled = Attended(one, AttentionCases.Inputs(one));
        doubled.mul_(2);
        Assert.True(doubled.requires_grad);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_leaves_no_live_handle_behind(bool packed)
    {
        var one = AttentionCases.Named("everything");
        using var scope = NewDisposeScope();
        Tensor[] leaves = [.. packed ? Packed(one) : AttentionCases.Inputs(one)];
        var (cosine, sine) = Rotary.tables(one.Shape.T, one.Shape.K);
        var terms = packed ? AttentionCases.With(one, [leaves[0], leaves[0], .. leaves]) : AttentionCases.With(one, leaves);
        using var weights = ones(2, 4, 80, 16);
        Step(); // makes what is made once: the leaves' gradients
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (before, scoped) = (Expect.LiveTensors(), scope.DisposablesCount);
        for (var i = 0; i < 3; i++)
            Step();
        Assert.Equal((before, scoped), (Tensor.TotalCount, scope.DisposablesCount));

        void Step()
        {
            using (
                var output = packed
                    ? FusedAttention.self_attention(leaves[0], one.Shape.H, terms, new RotaryTables(cosine, sine, RopeLayout.HalfSplit))
                    : FusedAttention.attention(leaves[0], leaves[1], leaves[2], terms)
            )
                output.backward([weights]);
            KernelGraphs.ReleaseReturned();
            using (no_grad())
            using (
                packed
                    ? FusedAttention.self_attention(leaves[0], one.Shape.H, terms)
                    : FusedAttention.attention(leaves[0], leaves[1], leaves[2], terms)
            ) { }
        }
    }
}
