using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.TorchSharp;

/// <summary>
/// What TorchSharp 0.107 does that the Workbench relies on or works around. A test that fails under a later version says that the place
/// named in it
/// can be looked at again.
/// </summary>
public sealed class CharacterisationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_tied_weight_is_listed_twice()
    {
        // Workarounds/TiedParameters.cs
        using var model = Tied();
        Assert.Equal(2, model.named_parameters().Count());
    }

    [Fact]
    public void An_optimiser_steps_a_tied_weight_twice()
    {
        // Workarounds/TiedParameters.cs; PyTorch steps it once.
        using var model = Tied();
        using var optimiser = optim.SGD(model.parameters(), 1);
        var before = model.parameters().First().detach().clone();
        model.parameters().First().sum().backward();
        optimiser.step();
        Assert.Equal(2, (before - model.parameters().First().detach()).max().item<float>(), 1e-6);
    }

    [Fact]
    public void There_is_no_rms_norm_operator_and_no_fused_optimiser()
    {
        // Workarounds/ScriptedOperators.cs
        Assert.Null(typeof(nn.functional).GetMethod("rms_norm"));
        Assert.DoesNotContain(
            typeof(optim).GetMethods().Where(method => method.Name == "AdamW").SelectMany(method => method.GetParameters()),
            parameter => parameter.Name == "fused"
        );
    }

    [Fact]
    public void Attention_takes_no_scale_and_no_grouped_keys()
    {
        // Workarounds/ScriptedOperators.cs
        var names = typeof(nn.functional)
            .GetMethods()
            .Where(method => method.Name == "scaled_dot_product_attention")
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.Name);
        Assert.DoesNotContain("scale", names);
        Assert.DoesNotContain("enable_gqa", names);
    }

    [Fact]
    public void A_causal_mask_begins_at_the_first_key()
    {
        // Attention/FusedAttention.Library.cs: with fewer queries than keys, as in decoding with a cache, the last query should see all
        // keys.
        var (q, k) = (ones(1, 1, 2, 4), ones(1, 1, 5, 4));
        var v = arange(5, ScalarType.Float32).reshape(1, 1, 5, 1);
        var seen = nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true).flatten().data<float>().ToArray();
        Assert.Equal([0f, 0.5f], seen);
    }

    [Fact]
    public void Whether_gradients_are_recorded_belongs_to_a_thread_and_does_not_follow_an_await()
    {
        // Notebook/Scripting/Execution/GradMode.cs: what follows an await may be on another thread.
        using var off = no_grad();
        var recorded = false;
        var thread = new Thread(() => recorded = is_grad_enabled());
        thread.Start();
        thread.Join();
        Assert.True(recorded);
    }

    [Fact]
    public void Zeroing_gradients_of_an_optimiser_keeps_them_as_zeros()
    {
        // Optimiser/FusedAdamW.cs releases them instead.
        var weight = new Parameter(ones(3));
        using var optimiser = optim.SGD([weight], 0.1);
        weight.sum().backward();
        optimiser.zero_grad();
        Assert.Equal(0, weight.grad!.abs().sum().item<float>());
    }

    [Fact]
    public void A_sum_over_the_literal_dimension_0_is_a_sum_of_everything_as_bytes()
    {
        // Sums over a dimension are written sum([0]) here.
        var matrix = full([3, 2], 100f);
        Assert.Equal((ScalarType.Byte, 0L, (byte)88), (matrix.sum(0).dtype, matrix.sum(0).dim(), matrix.sum(0).item<byte>()));
        Assert.Equal([300f, 300f], matrix.sum([0]).data<float>().ToArray());
        Assert.Equal([200f, 200f, 200f], matrix.sum(1).data<float>().ToArray());
    }

    [Fact]
    public void Buffers_that_are_not_persistent_are_not_listed_at_all()
    {
        // Models keep their tables outside of modules: src/Workbench/Models/ConstantTensorCache.cs.
        using var module = new WithBuffers();
        Assert.Equal(["kept"], module.named_buffers(include_nonpersistent: true).Select(one => one.name));
    }

    [Fact]
    public void A_parameter_that_is_made_in_a_dispose_scope_dies_with_it()
    {
        // Modules are built outside of scopes, or moved out of them.
        Own module;
        using (NewDisposeScope())
            module = new Own();
        Assert.True(module.Weight.IsInvalid);
    }

    [Fact]
    public void An_unused_gradient_of_a_custom_function_is_an_invalid_tensor()
    {
        // Interop/KernelFunction.cs
        var x = ones(2).requires_grad_();
        Twice.Unused = false;
        Twice.apply(x)[0].sum().backward();
        Assert.True(Twice.Unused);
    }

    [Fact]
    public void Saved_tensors_live_until_the_loss_is_disposed()
    {
        // Training disposes the loss with the step's scope: src/Workbench/Training/TrainingRun.cs.
        var x = ones(2).requires_grad_();
        var loss = Twice.apply(x)[0].sum();
        loss.backward();
        // A second pass through a custom function finds what it saved: nothing was freed.
        loss.backward();
        Assert.Equal(4, x.grad![0].item<float>());
    }

    private static nn.Module Tied()
    {
        var embedding = nn.Embedding(5, 3);
        var head = nn.Linear(3, 5, hasBias: false);
        head.weight = embedding.weight!;
        return nn.Sequential(("embedding", embedding), ("head", head));
    }

    private sealed class WithBuffers : nn.Module
    {
        internal WithBuffers()
            : base(nameof(WithBuffers))
        {
            register_buffer("kept", ones(1));
            register_buffer("passing", ones(1), persistent: false);
        }
    }

    private sealed class Own : nn.Module
    {
        internal Parameter Weight { get; } = new(ones(2));

        internal Own()
            : base(nameof(Own)) => RegisterComponents();
    }

    [Fact]
    public unsafe void A_weight_copies_the_gradient_that_a_custom_function_returns()
    {
        // Interop/KernelFunction.cs, WeightViews: a view of the weight takes it as it is.
        using var scope = NewDisposeScope();
        var weight = ones(3, 3).requires_grad_();
        Twice.apply(weight)[0].sum().backward();
        Assert.False(Start(Twice.Returned!) == Start(weight.grad!), "the weight takes the gradient itself");
        var other = ones(3, 3).requires_grad_();
        Twice.apply(other.view_as(other))[0].sum().backward();
        Assert.True(Start(Twice.Returned!) == Start(other.grad!));

        static nint Start(Tensor tensor) => (nint)NativeTensor.Of(tensor).Start;
    }

    private sealed class Twice : autograd.MultiTensorFunction<Twice>
    {
        internal static bool Unused { get; set; }

        internal static Tensor? Returned { get; set; }

        public override string Name => nameof(Twice);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.set_materialize_grads(false);
            return [(Tensor)vars[0] * 2, (Tensor)vars[0] * 3];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            Unused = grad_outputs[1].IsInvalid;
            Returned = grad_outputs[0] * 2;
            return [Returned];
        }
    }
}
