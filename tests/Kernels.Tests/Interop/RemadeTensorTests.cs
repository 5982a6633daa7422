using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Interop;

/// <summary>A norm that the next layer reads is made again in the backward pass, unless that would not be the same.</summary>
[Collection(NativeTests.Name)]
public class RemadeTensorTests
{
    // A megabyte, from which on results are made again.
    private const int Rows = 512,
        Width = 512;

    public RemadeTensorTests() => Assert.True(NativeKernels.Load().IsOn("norms") && NativeKernels.IsOn("linear"));

    private static Tensor Normal(string name, params long[] shape) => Philox.normal(shape, RandomStream.Named(15, name));

    // x, branch, the norm's weight and bias, the layer's weight.
    private static Tensor[] Inputs() =>
        [
            Normal("x", Rows, Width).requires_grad_(),
            Normal("branch", Rows, Width).requires_grad_(),
            Normal("scale", Width).requires_grad_(),
            Normal("shift", Width).requires_grad_(),
            (Normal("weight", 64, Width) / 20).requires_grad_(),
        ];

    private static readonly IReadOnlyList<(string Name, Func<Tensor[], (Tensor? Sum, Tensor Normed)> Norm)> Norms =
    [
        ("layer, alone", t => (null, FusedNorm.layer_norm(t[0], t[2], t[3]))),
        ("root mean square, alone", t => (null, FusedNorm.rms_norm(t[0], t[2]))),
        ("layer, with the sum", t => FusedNorm.add_layer_norm(t[0], t[1], t[2], t[3])),
        ("root mean square, with the sum", t => FusedNorm.add_rms_norm(t[0], t[1], t[2])),
        ("scale, with the sum", t => FusedNorm.add_scale_norm(t[0], t[1], t[2].narrow(0, 0, 1))),
    ];

    public static TheoryData<string> Names => [.. Norms.Select(one => one.Name)];

    private static Func<Tensor[], (Tensor? Sum, Tensor Normed)> Norm(string name) => Norms.Single(one => one.Name == name).Norm;

    // Read by a layer: as it is and then disposed, or as another tensor, which is kept.
    private static Tensor Read(Tensor[] inputs, string name, bool again)
    {
        var (sum, normed) = Norm(name)(inputs);
        Assert.NotNull(RemadeTensor.Find(normed));
        var read = FusedLinear.linear(again ? normed : normed.alias(), inputs[4]);
        normed.Dispose();
        return sum is null ? read : read + sum.sum();
    }

    private static void SameBits(IEnumerable<Tensor?> kept, IEnumerable<Tensor?> again)
    {
        foreach (var (one, other) in kept.Zip(again))
        {
            Assert.Equal(one is null, other is null);
            Assert.True(one is null || one.equal(other!).all().item<bool>());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Gradients_have_the_bits_of_a_norm_that_is_kept(string name)
    {
        using var scope = NewDisposeScope();
        SameBits(Gradients(false), Gradients(true));

        Tensor?[] Gradients(bool again)
        {
            var inputs = Inputs();
            Read(inputs, name, again).square().sum().backward();
            return [.. inputs.Select(input => input.grad)];
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Gradients_can_be_differentiated_again(string name)
    {
        using var scope = NewDisposeScope();
        // Made again, the norm is a step of its own in the second graph, and sums come in another order.
        foreach (var (kept, again) in Second(false).Zip(Second(true)))
            Expect.Close(kept, again, 1e-5, name);

        Tensor[] Second(bool again)
        {
            var all = Inputs();
            Tensor[] inputs = [all[0], all[2], all[4]];
            return Expect.SecondGradients(t => Read([t[0], all[1], t[1], all[3], t[2]], name, again), inputs);
        }
    }

    [Fact]
    public void A_norm_that_is_still_there_can_be_differentiated_by()
    {
        using var scope = NewDisposeScope();
        SameBits([Second(false)], [Second(true)]);

        Tensor Second(bool again)
        {
            var inputs = Inputs();
            var normed = FusedNorm.layer_norm(inputs[0], inputs[2], inputs[3]);
            var loss = FusedLinear.linear(again ? normed : normed.alias(), inputs[4]).square().sum();
            var first = autograd.grad([loss], [inputs[4]], retain_graph: true, create_graph: true)[0];
            return autograd.grad([first.square().sum()], [normed])[0];
        }
    }

    [Fact]
    public void A_graph_that_is_retained_is_walked_twice()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs();
        var loss = Read(inputs, "layer, with the sum", again: true).square().sum();
        var once = autograd.grad([loss], [inputs[4]], retain_graph: true);
        SameBits(once, autograd.grad([loss], [inputs[4]]));
    }

    [Fact]
    public void A_norm_that_is_changed_in_place_is_kept_as_it_is()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs();
        var (_, normed) = FusedNorm.add_layer_norm(inputs[0], inputs[1], inputs[2], inputs[3]);
        normed.mul_(2);
        Assert.Null(RemadeTensor.Find(normed));
        var changed = normed.detach().clone();
        FusedLinear.linear(normed, inputs[4]).sum().backward();
        Expect.Close(changed.sum([0]).expand(64, Width), inputs[4].grad!, 1e-6, "the layer's weight");
    }

    [Fact]
    public void A_norm_whose_sum_is_disposed_is_kept()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs();
        var (sum, normed) = FusedNorm.add_layer_norm(inputs[0], inputs[1], inputs[2], inputs[3]);
        sum.Dispose();
        Assert.Null(RemadeTensor.Find(normed));
        FusedLinear.linear(normed, inputs[4]).sum().backward();
        Expect.Close(normed.detach().sum([0]).expand(64, Width), inputs[4].grad!, 1e-6, "the layer's weight");
    }

    [Theory]
    [InlineData("the sum")]
    [InlineData("the norm's weight")]
    [InlineData("the norm's bias")]
    public void A_norm_whose_source_is_changed_before_it_is_read_is_kept(string what)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs();
        var (sum, normed) = FusedNorm.add_layer_norm(inputs[0], inputs[1], inputs[2], inputs[3]);
        using (no_grad())
            _ = (
                what == "the sum" ? sum
                : what == "the norm's weight" ? inputs[2]
                : inputs[3]
            ).add_(1);
        Assert.Null(RemadeTensor.Find(normed));
        // The gradient of the layer's weight alone, for which the norm's own step, which refuses, is not walked.
        var gradient = autograd.grad([FusedLinear.linear(normed, inputs[4]).sum()], [inputs[4]])[0];
        Expect.Close(normed.detach().sum([0]).expand(64, Width), gradient, 1e-6, what);
    }

    [Fact]
    public void A_norm_keeps_no_source_alive()
    {
        using var normed = Normed(out var source);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(source.TryGetTarget(out _));
        Assert.Null(RemadeTensor.Find(normed));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static Tensor Normed(out WeakReference<Tensor> source)
        {
            var x = Normal("x", Rows, Width).requires_grad_();
            source = new(x);
            return FusedNorm.layer_norm(x);
        }
    }

    [Fact]
    public void Inference_mode_declares_nothing()
    {
        using var scope = NewDisposeScope();
        var x = Normal("x", Rows, Width).requires_grad_();
        Assert.Equal(0, TorchAbi.Version(x));
        using var inference = inference_mode();
        using var gradients = enable_grad();
        Assert.Null(TorchAbi.Version(Normal("x", Rows, Width)));
        Assert.Null(RemadeTensor.Find(FusedNorm.layer_norm(x)));
    }

    [Fact]
    public void A_source_that_is_changed_after_it_was_read_is_refused()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs();
        var loss = Read(inputs, "layer, alone", again: true).sum();
        using (no_grad())
            inputs[0].add_(1);
        Exception? refused = Record.Exception(() => loss.backward());
        refused = BackwardFailure.Take() ?? refused;
        Assert.Contains("modified by an inplace operation", refused?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_norm_and_one_without_gradient_are_not_declared()
    {
        using var scope = NewDisposeScope();
        Assert.Null(RemadeTensor.Find(FusedNorm.layer_norm(Normal("small", 4, 8).requires_grad_())));
        Assert.Null(RemadeTensor.Find(FusedNorm.layer_norm(Normal("x", Rows, Width))));
    }

    [Fact]
    public void A_step_leaves_no_live_handle()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs();
        Expect.NoHandleLeft(() => Read(inputs, "layer, with the sum", again: true).sum().backward(), inputs);
        Expect.NoHandleLeft(() => Read(inputs, "layer, with the sum", again: true), inputs); // never walked
    }
}
